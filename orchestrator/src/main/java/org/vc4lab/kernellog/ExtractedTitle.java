// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/** @param flaw why the title is incomplete, or "" */
record ExtractedTitle(String title, String flaw) {
    static final String NO_FUNCTION = "truncated: no call trace names it";
    static final String NO_DETAILS = "truncated: what the headline announces does not follow";
    static final String NO_BEGINNING = "lost messages: its beginning is missing";

    /** Stands for a function that was not found. */
    static final String UNKNOWN_FUNCTION = "corrupted";

    static ExtractedTitle of(String title) {
        return new ExtractedTitle(title, "");
    }

    static ExtractedTitle flawed(String title, String flaw) {
        return new ExtractedTitle(title, flaw);
    }
}
