// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.ArrayList;
import java.util.List;

/** The lines of one report, freed of their prefixes, from its headline on. */
final class Body {
    private final List<String> lines = new ArrayList<>();
    private final List<FrameLines> frames = new ArrayList<>();

    /** What a line says about frames; most say nothing. */
    private record FrameLines(List<String> functions, boolean frame) {
        static final FrameLines NONE = new FrameLines(List.of(), false);

        static FrameLines of(String text) {
            FrameLine line = FrameLine.of(text);
            return line == null
                    ? NONE
                    : new FrameLines(line.functions(), !line.functions().isEmpty());
        }
    }

    void add(String text) {
        lines.add(text);
        frames.add(FrameLines.of(text));
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
    int find(String words, int start) {
        for (int i = start; i < lines.size(); i++) {
            if (lines.get(i).contains(words)) {
                return i;
            }
        }
        return -1;
    }
}
