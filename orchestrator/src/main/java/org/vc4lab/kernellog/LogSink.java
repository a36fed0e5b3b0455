// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/** Takes what the parser finds, in the order in which it begins in the log. */
public interface LogSink {
    void report(Report report);

    /** Whether notes are wanted; finding them takes more time. */
    default boolean wantsNotes() {
        return false;
    }

    /** A note is passed on as soon as it is read, so it may come before a report that began earlier. */
    default void note(Note note) {}
}
