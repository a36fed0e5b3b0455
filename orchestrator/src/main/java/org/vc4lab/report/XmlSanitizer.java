// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

/** Text from kernels and patches as XML can carry it: most control characters are not allowed there, escaped or not. */
final class XmlSanitizer {
    private static final int REPLACEMENT = 0xfffd;

    private XmlSanitizer() {}

    /** The same with a replacement for what XML 1.0 has no place for. */
    static String sanitize(String text) {
        return text.codePoints()
                .map(c -> isAllowed(c) ? c : REPLACEMENT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Char of XML 1.0. */
    private static boolean isAllowed(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= ' ' && c <= 0xd7ff)
                || (c >= 0xe000 && c <= 0xfffd)
                || c >= 0x10000;
    }
}
