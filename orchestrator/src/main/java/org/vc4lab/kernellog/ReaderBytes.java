// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** The characters of a reader as UTF-8; what cannot be encoded becomes a question mark. */
final class ReaderBytes extends InputStream {
    private final Reader reader;
    private final CharBuffer chars;
    private final ByteBuffer bytes;
    private final CharsetEncoder encoder = StandardCharsets.UTF_8
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);

    private boolean ended;

    ReaderBytes(Reader reader, int block) {
        this.reader = reader;
        this.chars = CharBuffer.allocate(block / 2).flip();
        this.bytes = ByteBuffer.allocate(block).flip();
    }

    @Override
    public int read() throws IOException {
        return fill() ? bytes.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int n = Math.min(length, bytes.remaining());
        bytes.get(target, offset, n);
        return n;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    /** Whether there is a byte to hand out. */
    private boolean fill() throws IOException {
        while (!bytes.hasRemaining() && !(ended && !chars.hasRemaining())) {
            chars.compact();
            ended = ended || reader.read(chars) < 0;
            chars.flip();
            bytes.clear();
            encoder.encode(chars, bytes, ended);
            bytes.flip();
            if (ended && !bytes.hasRemaining()) {
                return false;
            }
        }
        return bytes.hasRemaining();
    }
}
