// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.witness;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes a vmlinux with symbols, and with an init_task. */
public final class ElfBuilder {
    private static final int GLOBAL = 1 << 4;
    private static final int FUNCTION = 2;
    private static final int FILE = 4;
    private static final int NO_TYPE = 0;
    private static final long DATA = 0x10000;

    private final int machine;
    private final boolean is64;
    private final long base;
    private final List<Entry> entries = new ArrayList<>();
    private byte[] data = new byte[0];

    private record Entry(String name, int type, long address, long size) {}

    private ElfBuilder(int machine, boolean is64, long base) {
        this.machine = machine;
        this.is64 = is64;
        this.base = base;
    }

    public static ElfBuilder arm() {
        return new ElfBuilder(40, false, 0xc0000000L);
    }

    public static ElfBuilder arm64() {
        return new ElfBuilder(183, true, 0xffff_ffc0_1000_0000L);
    }

    /**
     * Adds a function.
     *
     * @param offset from the start of the kernel's addresses
     */
    public ElfBuilder function(String name, long offset) {
        entries.add(new Entry(name, GLOBAL | FUNCTION, base + offset, 4));
        return this;
    }

    public ElfBuilder localFunction(String name, long offset) {
        entries.add(new Entry(name, FUNCTION, base + offset, 4));
        return this;
    }

    /** The local symbols after it are of this source file. */
    public ElfBuilder file(String name) {
        entries.add(new Entry(name, FILE, 0, 0));
        return this;
    }

    public ElfBuilder label(String name, long offset) {
        entries.add(new Entry(name, NO_TYPE, base + offset, 0));
        return this;
    }

    public ElfBuilder initTask(byte[] content) {
        data = content;
        entries.add(new Entry("init_task", 1, base + DATA, content.length));
        return this;
    }

    public byte[] build() {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        names.write(0);
        byte[] table = new byte[(entries.size() + 1) * (is64 ? 24 : 16)];
        ByteBuffer symbols = buffer(table);
        symbols.position(is64 ? 24 : 16);
        for (Entry entry : entries) {
            symbols.putInt(names.size());
            names.writeBytes((entry.name() + "\0").getBytes(StandardCharsets.ISO_8859_1));
            if (is64) {
                symbols.put((byte) entry.type()).put((byte) 0).putShort((short) 1);
                symbols.putLong(entry.address()).putLong(entry.size());
            } else {
                symbols.putInt((int) entry.address()).putInt((int) entry.size());
                symbols.put((byte) entry.type()).put((byte) 0).putShort((short) 1);
            }
        }
        int header = is64 ? 64 : 52;
        int sectionHeader = is64 ? 64 : 40;
        int dataAt = header + 4 * sectionHeader;
        int symbolsAt = dataAt + data.length;
        int namesAt = symbolsAt + table.length;
        byte[] elf = new byte[namesAt + names.size()];
        ByteBuffer image = buffer(elf);
        image.putInt(0x464c457f).put((byte) (is64 ? 2 : 1)).put((byte) 1).put((byte) 1);
        image.putShort(18, (short) machine);
        image.putShort(is64 ? 58 : 46, (short) sectionHeader).putShort(is64 ? 60 : 48, (short) 4);
        putWord(image, is64 ? 40 : 32, header);
        putSection(image, header + sectionHeader, 1, base + DATA, dataAt, data.length, 0);
        putSection(image, header + 2 * sectionHeader, 2, 0, symbolsAt, table.length, 3);
        putSection(image, header + 3 * sectionHeader, 3, 0, namesAt, names.size(), 0);
        image.position(dataAt);
        image.put(data).put(table).put(names.toByteArray());
        return elf;
    }

    private void putSection(ByteBuffer image, int at, int type, long address, int offset, int size, int link) {
        int word = is64 ? 8 : 4;
        image.putInt(at + 4, type);
        putWord(image, at + 8 + word, address);
        putWord(image, at + 8 + 2 * word, offset);
        putWord(image, at + 8 + 3 * word, size);
        image.putInt(at + 8 + 4 * word, link);
    }

    private void putWord(ByteBuffer image, int at, long value) {
        if (is64) {
            image.putLong(at, value);
        } else {
            image.putInt(at, (int) value);
        }
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
