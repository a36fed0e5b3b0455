// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The line with the program counter: {@code RIP:}, {@code pc :}, {@code PC is at}, {@code NIP}, and powerpc's
 * {@code --- interrupt: 700 at}.
 *
 * @param frame the function, or null if only a number or nothing is printed
 */
record ProgramCounter(@Nullable Frame frame) {
    private static final List<String> NAMES = List.of("RIP: ", "EIP: ", "IP: ", "PC is at ", "epc : ", "pc : ", "NIP ");

    static @Nullable ProgramCounter of(String text) {
        int start = CharScanner.skipBlanks(text, 0);
        int interrupt = text.startsWith("--- interrupt: ") ? text.indexOf(" at ") : -1;
        if (interrupt > 0) {
            return parseAt(text, interrupt + " at ".length());
        }
        for (String name : NAMES) {
            if (text.startsWith(name, start)) {
                return parseAt(text, CharScanner.skipBlanks(text, start + name.length()));
            }
        }
        return null;
    }

    private static @Nullable ProgramCounter parseAt(String text, int start) {
        int segment = CharScanner.skipHex(text, start);
        int position = CharScanner.isAt(text, segment, ':') && segment > start
                ? CharScanner.skipBlanks(text, segment + 1)
                : start;
        if (text.startsWith("0x", position)
                || text.startsWith("(null)", position)
                || text.startsWith("[<  (null)", position)) {
            return new ProgramCounter(null);
        }
        FrameLine line = FrameLine.of(text.substring(position));
        return line == null ? null : new ProgramCounter(line.frame());
    }
}
