// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.time.Duration;

/**
 * A limit, with what is usual.
 *
 * @param baseline the most that was measured with a good candidate
 */
public record LatencyLimit(Duration max, Duration baseline) {}
