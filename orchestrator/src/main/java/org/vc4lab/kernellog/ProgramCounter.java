// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The line that says where the processor was: {@code RIP:}, {@code pc :}, {@code PC is at}, {@code NIP}, and powerpc's
 * {@code --- interrupt: 700 at}.
 *
 * @param frame the function, or null where only a number or nothing is printed
 */
record ProgramCounter(@Nullable Frame frame) {
    private static final List<String> NAMES = List.of("RIP: ", "EIP: ", "IP: ", "PC is at ", "epc : ", "pc : ", "NIP ");

    static @Nullable ProgramCounter of(String text) {
        int start = Scan.blanks(text, 0);
        int interrupt = text.startsWith("--- interrupt: ") ? text.indexOf(" at ") : -1;
        if (interrupt > 0) {
            return at(text, interrupt + " at ".length());
        }
        for (String name : NAMES) {
            if (text.startsWith(name, start)) {
                return at(text, Scan.blanks(text, start + name.length()));
            }
        }
        return null;
    }

    private static @Nullable ProgramCounter at(String text, int start) {
        int segment = Scan.hex(text, start);
        int place = Scan.at(text, segment, ':') && segment > start ? Scan.blanks(text, segment + 1) : start;
        if (text.startsWith("0x", place) || text.startsWith("(null)", place) || text.startsWith("[<  (null)", place)) {
            return new ProgramCounter(null);
        }
        FrameLine line = FrameLine.of(text.substring(place));
        return line == null ? null : new ProgramCounter(line.frame());
    }
}
