// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The sections of a little-endian ELF file. A vmlinux is as untrusted as its kernel, so it is read here: the tools of
 * binutils have to run in a sandbox for it. Reading what is not there is an IndexOutOfBoundsException or, like forged
 * numbers, an IllegalArgumentException or ArithmeticException: {@link #damaged}.
 */
public final class ElfFile {
    private static final int MAGIC = 0x464c457f;
    private static final int LONGEST_NAME = 127;

    private final ByteBuffer image;
    private final boolean is64;
    private final List<ElfSection> sections;

    private ElfFile(ByteBuffer image) {
        this.image = image;
        if (image.getInt(0) != MAGIC || image.get(5) != 1) {
            throw new IllegalArgumentException("not a little-endian ELF file");
        }
        this.is64 = image.get(4) == 2;
        long table = word(is64 ? 40 : 32);
        int length = Short.toUnsignedInt(image.getShort(is64 ? 58 : 46));
        int count = Short.toUnsignedInt(image.getShort(is64 ? 60 : 48));
        this.sections = IntStream.range(0, count)
                .mapToObj(i -> section(Math.toIntExact(table + (long) i * length)))
                .toList();
    }

    /**
     * One of its sections.
     *
     * @param nameOffset of its name, in the section that has the names
     * @param offset of its bytes in the file
     * @param link the number of the section that it refers to
     */
    public record ElfSection(int nameOffset, int type, long flags, long address, long offset, long size, int link) {
        private static final int NO_BITS = 8;
        private static final int ALLOCATED = 2;

        /** Whether it is in the memory of what runs. */
        boolean isLoaded() {
            return (flags & ALLOCATED) != 0;
        }

        /** Whether its bytes are in the file; else they are zero. */
        public boolean hasBytes() {
            return type != NO_BITS;
        }
    }

    /**
     * Maps a file.
     *
     * @throws IOException if it is no such file
     */
    public static ElfFile read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer image =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, Math.min(channel.size(), Integer.MAX_VALUE));
            return new ElfFile(image.order(ByteOrder.LITTLE_ENDIAN));
        } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException failed) {
            throw damaged(failed);
        }
    }

    /** What a file that is not whole, or forged, makes of reading it. */
    public static IOException damaged(RuntimeException cause) {
        return new IOException("damaged vmlinux: " + cause.getMessage(), cause);
    }

    /** All of its bytes. */
    public ByteBuffer image() {
        return image;
    }

    public boolean is64() {
        return is64;
    }

    public List<ElfSection> sections() {
        return sections;
    }

    /** An address or a size. */
    public long word(int position) {
        return is64 ? image.getLong(position) : Integer.toUnsignedLong(image.getInt(position));
    }

    private ElfSection section(int at) {
        int wordSize = is64 ? 8 : 4;
        int words = at + 8; // behind name and type
        return new ElfSection(
                image.getInt(at),
                image.getInt(at + 4),
                word(words),
                word(words + wordSize),
                word(words + 2 * wordSize),
                word(words + 3 * wordSize),
                image.getInt(words + 4 * wordSize));
    }

    String nameOf(ElfSection section) {
        int names = Short.toUnsignedInt(image.getShort(is64 ? 62 : 50));
        return text(sections.get(names).offset() + Integer.toUnsignedLong(section.nameOffset()));
    }

    /** The text at a position, to the first zero; the rest of a long one is left out. */
    public String text(long position) {
        int start = Math.toIntExact(position);
        int end = start;
        while (end - start <= LONGEST_NAME && image.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - start];
        image.get(start, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The bytes of a section that has some. */
    ByteBuffer bytesOf(ElfSection section) {
        return image.slice(Math.toIntExact(section.offset()), Math.toIntExact(section.size()))
                .order(ByteOrder.LITTLE_ENDIAN);
    }
}
