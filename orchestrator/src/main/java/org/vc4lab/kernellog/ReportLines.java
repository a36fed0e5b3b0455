// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.ArrayList;
import java.util.List;

/** The lines of one report, freed of their prefixes, from its headline on. */
final class ReportLines {
    private final List<String> lines = new ArrayList<>();
    private final List<LineFrames> frames = new ArrayList<>();

    /** What a line says about frames; most say nothing. */
    private record LineFrames(List<String> functions, boolean frame) {
        static final LineFrames NONE = new LineFrames(List.of(), false);

        static LineFrames of(String text) {
            FrameLine line = FrameLine.of(text);
            return line == null
                    ? NONE
                    : new LineFrames(line.functions(), !line.functions().isEmpty());
        }
    }

    void add(String text) {
        lines.add(text);
        frames.add(LineFrames.of(text));
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

    /** The functions of a line of a call trace that are sure to have been on the stack, innermost first. */
    List<String> functions(int line) {
        return frames.get(line).functions();
    }

    boolean isFrame(int line) {
        return frames.get(line).frame();
    }

    /** The number of the first line from {@code start} on that holds the words, or -1. */
    int findLine(String words, int start) {
        for (int i = start; i < lines.size(); i++) {
            if (lines.get(i).contains(words)) {
                return i;
            }
        }
        return -1;
    }
}
