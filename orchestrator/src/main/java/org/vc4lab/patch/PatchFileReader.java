// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.vc4lab.exec.BoundedFiles;

/** Reads the files of one series, at most {@link #MOST_MIB} of them in all, and unpacks what gzip packed. */
final class PatchFileReader {
    static final int MOST_MIB = 64;

    private static final String GZIP = "\u001f\u008b";
    /** What lists and forges pack patches with, by the first bytes. */
    private static final Map<String, String> OTHER_PACKERS =
            Map.of("BZh", "bzip2", "\u00fd7zXZ", "xz", "(\u00b5/\u00fd", "zstd", "PK\u0003\u0004", "zip");

    /** The UTF-8 byte order mark, with which editors on Windows begin a file. */
    private static final String UTF_8_MARK = "\u00ef\u00bb\u00bf";

    private int bytesLeft = MOST_MIB << 20;

    /** The content, one character a byte (ISO 8859-1). */
    String read(Path file) throws IOException {
        String content = toText(BoundedFiles.readBytes(file));
        if (content.startsWith(GZIP)) {
            content = toText(unpack(file, content));
        }
        bytesLeft -= content.length();
        if (bytesLeft < 0) {
            throw new PatchFormatException("a series larger than the limit of " + MOST_MIB + " MiB: " + file);
        }
        requireText(file, content);
        return content.startsWith(UTF_8_MARK) ? content.substring(UTF_8_MARK.length()) : content;
    }

    /** Not by java.util.zip: there each empty member of a file takes a frame of the stack. */
    private static byte[] unpack(Path file, String content) throws PatchFormatException {
        int limit = MOST_MIB << 20;
        byte[] unpacked;
        try (InputStream in = GzipCompressorInputStream.builder()
                .setByteArray(content.getBytes(StandardCharsets.ISO_8859_1))
                .setDecompressConcatenated(true)
                .get()) {
            unpacked = in.readNBytes(limit + 1);
        } catch (IOException damaged) {
            throw new PatchFormatException(file + " looks like gzip, but does not unpack: " + damaged.getMessage());
        }
        if (unpacked.length > limit) {
            throw new PatchFormatException(file + " unpacks to more than the limit of " + MOST_MIB + " MiB");
        }
        return unpacked;
    }

    private static void requireText(Path file, String content) throws PatchFormatException {
        for (Map.Entry<String, String> packer : OTHER_PACKERS.entrySet()) {
            if (content.startsWith(packer.getKey())) {
                throw new PatchFormatException(file + " is packed with " + packer.getValue() + "; unpack it first");
            }
        }
        boolean hasMark = content.startsWith("\u00ff\u00fe") || content.startsWith("\u00fe\u00ff");
        if (hasMark || content.startsWith("\0") || content.startsWith("\0", 1)) {
            throw new PatchFormatException(
                    file + " is UTF-16, which git does not read; convert it: iconv -f UTF-16 -t UTF-8");
        }
    }

    private static String toText(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
