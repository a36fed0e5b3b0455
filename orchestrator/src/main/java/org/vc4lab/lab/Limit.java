// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.time.Duration;

/**
 * How long something may take.
 *
 * @param floor what was measured where nothing is wrong
 */
public record Limit(Duration limit, Duration floor) {}
