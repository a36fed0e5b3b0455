// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** The logs that the parser is timed on. The same seed makes the same bytes. */
enum KernelLogWorkload {
    /** Boots of an ordinary board, one in ten with the seed's first warning. */
    boots {
        @Override
        byte[] piece(Random random, int number) throws IOException {
            StringBuilder boot = new StringBuilder(1 << 16)
                    .append("[    0.000000] Booting Linux on physical CPU 0x0\n")
                    .append("[    0.000000] Linux version 5.10.223-v7l+ (lab@lab) (gcc 12.2.0) #4 SMP\n");
            double seconds = 0;
            for (int line = 0; line < 900; line++) {
                seconds += random.nextDouble() / 50;
                boot.append(String.format(Locale.ROOT, "[%12.6f] ", seconds));
                int words = 4 + random.nextInt(8);
                for (int word = 0; word < words; word++) {
                    boot.append(word == 0 ? "" : " ").append(WORDS.get(random.nextInt(WORDS.size())));
                }
                boot.append('\n');
            }
            if (number % 10 == 0) {
                boot.append(seed("seed-w1.log"));
            }
            return bytes(
                    boot.append("[   30.000000] reboot: Restarting system\n").toString());
        }
    },

    /** Reports back to back, headlines that are none, long lines, brackets that never become a timestamp. */
    pathological {
        @Override
        byte[] piece(Random random, int number) throws IOException {
            return switch (number % 4) {
                case 0 -> bytes(seed("seed-w1.log") + seed("seed-w2.log"));
                case 1 -> bytes("[   12.345678] WARNING: something is at odds with something\n".repeat(200));
                case 2 -> bytes("[   12.345678] BUG: ".repeat(100) + "\n" + "[ ".repeat(5000) + "\n");
                default -> bytes("Kernel panic - not syncing: ".repeat(500) + "\n");
            };
        }
    };

    private static final List<String> WORDS = List.of(
            ("usb 1-1.2: mmc0: bcm2835-dma fe007000.dma: vc4-drm gpu: fef00700.hdmi brcmstb-i2c fef04500.i2c: EXT4-fs"
                            + " (mmcblk0p2): random: systemd[1]: clocksource: hub input: pci 0000:01:00.0: NET: Registered"
                            + " protocol family new device driver probe of failed with error -2 enabling bound using mapped at"
                            + " irq base_baud console regulator supply not found, dummy alloc contiguous memory reserved pool"
                            + " initialized cache hash table entries bytes linear order 0xfe201000 115200 information warnings")
                    .split(" "));

    abstract byte[] piece(Random random, int number) throws IOException;

    void write(Path file, long size) throws IOException {
        Random random = new Random(number());
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            long written = 0;
            for (int number = 0; written < size; number++) {
                byte[] piece = piece(random, number);
                out.write(piece);
                written += piece.length;
            }
        }
    }

    private int number() {
        return name().length();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String seed(String name) throws IOException {
        try (InputStream stream = KernelLogWorkload.class.getResourceAsStream("/kernellog/" + name)) {
            if (stream == null) {
                throw new IOException("no resource " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
