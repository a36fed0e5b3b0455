// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

/** A trial of this night beside those of the nights before. */
public enum TrialStatusChange {
    /** As last night. */
    SAME,
    /** Nothing is known of it from before. */
    FIRST_SEEN,
    /** It is worse than last night: a new failure. */
    REGRESSED,
    /** It is better than last night. */
    FIXED,
    /** The very same inputs once had another verdict. */
    FLAKY
}
