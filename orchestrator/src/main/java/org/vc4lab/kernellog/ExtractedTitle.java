// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/**
 * What a report is called.
 *
 * @param flaw what kept it from being named well, or ""
 */
record ExtractedTitle(String title, String flaw) {
    static final String NO_FUNCTION = "truncated: no call trace names it";
    static final String NO_DETAILS = "truncated: what the headline announces does not follow";
    static final String NO_BEGINNING = "lost messages: its beginning is missing";

    /** The place of a function that could not be found. */
    static final String UNKNOWN_FUNCTION = "corrupted";

    static ExtractedTitle of(String title) {
        return new ExtractedTitle(title, "");
    }

    static ExtractedTitle flawed(String title, String flaw) {
        return new ExtractedTitle(title, flaw);
    }
}
