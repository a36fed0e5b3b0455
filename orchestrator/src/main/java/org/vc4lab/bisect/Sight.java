// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

/**
 * What one run showed.
 *
 * @param detail in a few words
 */
public record Sight(Kind kind, String detail) {
    /** What it means for the search. */
    public enum Kind {
        /** The report. */
        SHOWN,
        /** Not the report, and it would have been seen. */
        ABSENT,
        /** Another report. */
        OTHER_REPORT,
        /** The kernel did not come to user space. */
        NO_BOOT,
        /** Whether the report would have been seen is not known. */
        UNCLEAR
    }
}
