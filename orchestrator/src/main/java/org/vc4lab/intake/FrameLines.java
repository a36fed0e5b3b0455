// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import java.util.List;
import java.util.Optional;

/** Finds the lines of a report that name its functions. */
final class FrameLines {
    private FrameLines() {}

    static Optional<SourceLine> find(List<SourceLine> lines, String function) {
        return lines.stream().filter(line -> names(line.text(), function)).findFirst();
    }

    /** Whether the function's name is there, and is not a part of another name. */
    private static boolean names(String line, String function) {
        int at = line.indexOf(function);
        while (at >= 0) {
            int end = at + function.length();
            boolean begins = at == 0 || !isPartOfName(line.charAt(at - 1));
            if (begins && (end == line.length() || !isPartOfName(line.charAt(end)))) {
                return true;
            }
            at = line.indexOf(function, at + 1);
        }
        return false;
    }

    private static boolean isPartOfName(char character) {
        return character == '_' || Character.isLetterOrDigit(character);
    }
}
