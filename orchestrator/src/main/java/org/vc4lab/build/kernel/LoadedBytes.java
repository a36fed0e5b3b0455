// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.vc4lab.build.kernel.ElfFile.ElfSection;

/**
 * Compares what two builds of a kernel have in memory: each section that is loaded, code and data, by name, address,
 * size and bytes. Only build ids may differ, because a linker makes them of the debug information too: the kernel's
 * own, and those of the vDSO that it contains.
 */
final class LoadedBytes {
    private static final int BUILD_ID_BYTES = 20;
    /** The note's head: sizes of name and id, its type, and the name. */
    private static final List<Integer> BUILD_ID_HEAD = List.of(4, BUILD_ID_BYTES, 3, 0x554e47);

    private static final int HEAD_BYTES = BUILD_ID_HEAD.size() * Integer.BYTES;

    private LoadedBytes() {}

    /** Where they differ first, for a user; empty if they are equal. */
    static Optional<String> firstDifference(ElfFile first, ElfFile second) throws IOException {
        try {
            List<ElfSection> sections = loaded(first);
            List<ElfSection> otherSections = loaded(second);
            if (!names(first, sections).equals(names(second, otherSections))) {
                return Optional.of("other sections");
            }
            for (int i = 0; i < sections.size(); i++) {
                Optional<String> difference = firstDifference(first, sections.get(i), second, otherSections.get(i));
                if (difference.isPresent()) {
                    return Optional.of(difference.get() + " in section " + first.nameOf(sections.get(i)));
                }
            }
            return Optional.empty();
        } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException failed) {
            throw ElfFile.damaged(failed);
        }
    }

    private static List<ElfSection> loaded(ElfFile file) {
        return file.sections().stream().filter(ElfSection::isLoaded).toList();
    }

    private static List<String> names(ElfFile file, List<ElfSection> sections) {
        return sections.stream().map(file::nameOf).toList();
    }

    private static Optional<String> firstDifference(
            ElfFile first, ElfSection section, ElfFile second, ElfSection other) {
        if (section.address() != other.address()
                || section.size() != other.size()
                || section.hasBytes() != other.hasBytes()) {
            return Optional.of("another place or size");
        }
        if (!section.hasBytes()) {
            return Optional.empty();
        }
        ByteBuffer bytes = first.bytesOf(section);
        ByteBuffer otherBytes = second.bytesOf(other);
        int compared = 0;
        int difference = bytes.mismatch(otherBytes);
        while (difference >= 0) {
            int position = compared + difference;
            int end = Math.max(endOfBuildId(bytes, position), endOfBuildId(otherBytes, position));
            if (end <= position || endOfBuildId(bytes, position) != endOfBuildId(otherBytes, position)) {
                return Optional.of("other bytes from " + Long.toHexString(section.address() + position) + " on");
            }
            compared = end;
            difference =
                    bytes.slice(end, bytes.limit() - end).mismatch(otherBytes.slice(end, otherBytes.limit() - end));
        }
        return Optional.empty();
    }

    /** Behind the build id that a byte is a part of; -1 if it is of none. */
    private static int endOfBuildId(ByteBuffer bytes, int position) {
        for (int id = position; id > position - BUILD_ID_BYTES && id >= HEAD_BYTES; id--) {
            if (id + BUILD_ID_BYTES <= bytes.limit() && isHead(bytes, id - HEAD_BYTES)) {
                return id + BUILD_ID_BYTES;
            }
        }
        return -1;
    }

    private static boolean isHead(ByteBuffer bytes, int start) {
        for (int i = 0; i < BUILD_ID_HEAD.size(); i++) {
            if (bytes.getInt(start + i * Integer.BYTES) != BUILD_ID_HEAD.get(i)) {
                return false;
            }
        }
        return true;
    }
}
