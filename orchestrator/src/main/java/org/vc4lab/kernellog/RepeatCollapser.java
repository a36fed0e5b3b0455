// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import org.jspecify.annotations.Nullable;

/** Collapses consecutive reports with the same signature into one. */
final class RepeatCollapser implements LogSink {
    private final LogSink sink;
    private @Nullable Report pending;

    RepeatCollapser(LogSink sink) {
        this.sink = sink;
    }

    @Override
    public void report(Report report) {
        Report last = pending;
        if (last != null
                && !last.corrupted()
                && !report.corrupted()
                && last.signature().equals(report.signature())) {
            pending = last.withOneMoreRepeat();
            return;
        }
        flush();
        pending = report;
    }

    @Override
    public boolean wantsNotes() {
        return sink.wantsNotes();
    }

    @Override
    public void note(Note note) {
        sink.note(note);
    }

    void flush() {
        Report last = pending;
        pending = null;
        if (last != null) {
            sink.report(last);
        }
    }
}
