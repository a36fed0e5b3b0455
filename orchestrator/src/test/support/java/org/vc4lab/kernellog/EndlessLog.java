// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Parses generated logs that are larger than the heap of the JVM, which a test starts with a small one; prints how many
 * reports there were. With the argument {@code keep} it keeps the bytes, as a parser must not.
 */
final class EndlessLog extends InputStream {
    private static final long SIZE = 100_000_000;

    private final byte[] pattern;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final boolean keep;
    private long left;
    private int position;

    private EndlessLog(String pattern, long size, boolean keep) {
        this.pattern = pattern.getBytes(StandardCharsets.UTF_8);
        this.left = size;
        this.keep = keep;
    }

    public static void main(String[] arguments) throws IOException {
        boolean keep = arguments.length > 0 && arguments[0].equals("keep");
        System.out.println("without a line end: " + reports("x", SIZE, keep));
        System.out.println("lines of a boot: " + reports("[    1.000000] usb 1-1: new device\n", SIZE, keep));
        System.out.println("parts: "
                + reports("Oops#1 Part1\n<6>[    1.000000] usb 1-1: new device\n", SIZE, keep, LogOrigin.POSTED));
        System.out.println("posted: " + reports("[    1.000000] usb: x=\n and more\n", SIZE, keep, LogOrigin.POSTED));
        System.out.println(
                "headlines: " + reports("[    1.000000] WARNING: CPU: 0 PID: 1 at x.c:1 f+0x1/0x2\n", SIZE / 20, keep));
    }

    private static long reports(String pattern, long size, boolean keep) throws IOException {
        return reports(pattern, size, keep, LogOrigin.CONSOLE);
    }

    private static long reports(String pattern, long size, boolean keep, LogOrigin origin) throws IOException {
        long[] count = new long[1];
        KernelLogParser.parse(new EndlessLog(pattern, size, keep), origin, report -> count[0]++);
        return count[0];
    }

    @Override
    public int read() {
        throw new UnsupportedOperationException("the parser reads blocks");
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        int count = (int) Math.min(length, left);
        for (int i = 0; i < count; i++) {
            target[offset + i] = pattern[position];
            position = position + 1 == pattern.length ? 0 : position + 1;
        }
        left -= count;
        if (keep) {
            kept.write(target, offset, count);
        }
        return count == 0 ? -1 : count;
    }
}
