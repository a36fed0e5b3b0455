// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/**
 * A line of a log without its prefixes.
 *
 * @param text the kernel's message, with the leading blanks of a call trace
 * @param stamped whether the prefix shows that the kernel printed the line (a timestamp, a level, {@code kernel:})
 * @param caller printk's caller id, as {@code T123} or {@code C0}, or ""
 * @param seconds the timestamp, or -1
 */
public record LogLine(String text, boolean stamped, String caller, double seconds) {

    /** Strips line ends, escape codes and all known prefixes, in any order. */
    public static LogLine of(String raw) {
        String line = AnsiEscapes.strip(raw);
        PrefixScanner prefix = new PrefixScanner(line);
        prefix.skipPrefixes();
        if (!prefix.stamped()) {
            int inside = PrefixScanner.findTimestamp(line, prefix.end());
            if (inside >= 0) {
                prefix = new PrefixScanner(line.substring(inside));
                prefix.skipPrefixes();
            }
        }
        return new LogLine(prefix.rest(), prefix.stamped(), prefix.caller(), prefix.seconds());
    }
}
