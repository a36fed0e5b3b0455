// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/** Receives reports in the order in which they begin in the log. */
public interface LogSink {
    void report(Report report);

    /** Whether to find notes, which takes more time. */
    default boolean wantsNotes() {
        return false;
    }

    /** A note comes as soon as it is read, possibly before a report that began earlier. */
    default void note(Note note) {}
}
