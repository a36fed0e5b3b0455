// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

/** What is known of a trial or a candidate, from best to worst: the worst finding is the verdict. */
public enum Verdict {
    /** No report, and proof that one would have been seen. */
    CLEAN,
    /** Only the reports that are the case's bug. */
    REPRODUCED,
    /** A report that is not the case's bug. */
    OTHER_REPORT,
    /** No audio, wrong samples, a missing or late infoframe, or a hardware rule broken. */
    BROKEN,
    /** Interrupts were off for too long. */
    LATENCY,
    /** The checks were off, so nothing is known. */
    MASKED,
    PANIC,
    HUNG,
    NO_BOOT,
    BUILD_FAILED,
    PATCH_FAILED,
    /** Our own fault. */
    INFRA
}
