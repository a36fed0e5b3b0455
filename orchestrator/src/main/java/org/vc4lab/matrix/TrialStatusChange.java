// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

/** How a trial's result differs from the nights before. */
public enum TrialStatusChange {
    SAME,
    /** No earlier night has a verdict on it. */
    FIRST_SEEN,
    REGRESSED,
    FIXED,
    /** The same inputs had another verdict on an earlier night. */
    FLAKY
}
