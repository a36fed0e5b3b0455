// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.time.Duration;

/**
 * How long something may take.
 *
 * @param baseline what was measured where nothing is wrong
 */
public record LatencyLimit(Duration max, Duration baseline) {}
