// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of one report without their prefixes, from its headline on. */
final class ReportLines {
    private final List<String> lines = new ArrayList<>();
    private final List<@Nullable FrameLine> frameLines = new ArrayList<>();

    void add(String text) {
        lines.add(text);
        frameLines.add(FrameLine.of(text));
    }

    int size() {
        return lines.size();
    }

    String text(int line) {
        return lines.get(line);
    }

    String headline() {
        return lines.get(0);
    }

    /** The line as a line of a call trace, or null. */
    @Nullable
    FrameLine frameLine(int line) {
        return frameLines.get(line);
    }

    /** The functions of a line of a call trace that are sure to have been on the stack, innermost first. */
    List<String> functions(int line) {
        FrameLine frameLine = frameLines.get(line);
        return frameLine == null ? List.of() : frameLine.functions();
    }

    boolean isFrame(int line) {
        return !functions(line).isEmpty();
    }

    /** Index of the first line from {@code start} on that contains the words, or -1. */
    int findLine(String words, int start) {
        for (int i = start; i < lines.size(); i++) {
            if (lines.get(i).contains(words)) {
                return i;
            }
        }
        return -1;
    }
}
