// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import org.jspecify.annotations.Nullable;

/** Makes one report of several that follow each other with the same signature. */
final class RepeatFolder implements LogSink {
    private final LogSink sink;
    private @Nullable Report held;

    RepeatFolder(LogSink sink) {
        this.sink = sink;
    }

    @Override
    public void report(Report report) {
        Report last = held;
        if (last != null
                && !last.corrupted()
                && !report.corrupted()
                && last.signature().equals(report.signature())) {
            held = last.repeated();
            return;
        }
        release();
        held = report;
    }

    @Override
    public boolean wantsNotes() {
        return sink.wantsNotes();
    }

    @Override
    public void note(Note note) {
        sink.note(note);
    }

    void release() {
        Report last = held;
        held = null;
        if (last != null) {
            sink.report(last);
        }
    }
}
