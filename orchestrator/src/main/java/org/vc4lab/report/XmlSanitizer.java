// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

/** Makes text from kernels and patches valid in XML 1.0, which forbids most control characters even if escaped. */
final class XmlSanitizer {
    private static final int REPLACEMENT = 0xfffd;

    private XmlSanitizer() {}

    static String sanitize(String text) {
        return text.codePoints()
                .map(c -> isAllowed(c) ? c : REPLACEMENT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** The production Char of XML 1.0. */
    private static boolean isAllowed(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= ' ' && c <= 0xd7ff)
                || (c >= 0xe000 && c <= 0xfffd)
                || c >= 0x10000;
    }
}
