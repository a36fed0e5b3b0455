// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What became of a trigger.
 *
 * @param firedNanos when it set its property, on the guest's clock; empty where it did not
 * @param error why it could not
 */
public record TriggerState(OptionalLong firedNanos, Optional<String> error) {}
