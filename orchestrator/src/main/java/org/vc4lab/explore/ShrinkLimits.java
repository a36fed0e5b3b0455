// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.time.Duration;

/**
 * After which the shortest list that is known to fail is the result.
 *
 * @param tests at least 1
 */
public record ShrinkLimits(int tests, Duration time) {
    public static final ShrinkLimits DEFAULT = new ShrinkLimits(60, Duration.ofMinutes(2));
}
