// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vc4lab.source.Yaml;

/**
 * The pictures of the case vc4-kms-pictures, computed from what its modetest.sh shows: libdrm's tiles (util/pattern.c),
 * and BT.601 in limited range with eight fractional bits. The case requires their sums of the emulator.
 */
final class ModetestPictureTest {
    private static final Path CASE = TestLab.HOME.resolve("patches/vc4-kms-pictures/case.yaml");
    private static JsonNode scenarios;

    @BeforeAll
    static void readCase() throws Exception {
        scenarios = Yaml.read(CASE, JsonNode.class).at("/scenarios");
    }

    @Test
    void thePlanesHaveTheCrcThatTheValveExpects() {
        long crc = new Picture(1280, 720).crc();
        assertThat(scenarios.at("/planes/meanwhile/0/to").longValue()).isEqualTo(crc);
        assertThat(scenarios.at("/other-picture/meanwhile/0/to").longValue()).isEqualTo(crc + 1);
    }

    @Test
    void whatIsWrittenBackHasTheSumsThatTheCaseRequires() throws Exception {
        Picture picture = new Picture(640, 480);
        JsonNode crc = scenarios.at("/writeback/evidence/1");
        assertThat(crc.path("atLeast").longValue()).isEqualTo(picture.crc());
        assertThat(crc.path("atMost").longValue()).isEqualTo(picture.crc());
        assertThat(scenarios.at("/writeback/evidence/2/output").textValue()).isEqualTo(picture.md5InMemory());
    }

    private static final class Picture {
        private final int[][] pixels;

        Picture(int width, int height) {
            this.pixels = new int[height][width];
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    pixels[y][x] = tile(x, y, width);
                }
            }
            drawScaledYuv();
            drawSixteenBits();
        }

        /** 200 by 150 pixels at twice that size; four share the Cb and Cr of the one that modetest stored last. */
        private void drawScaledYuv() {
            for (int y = 0; y < 300; y++) {
                for (int x = 0; x < 400; x++) {
                    int ofLuma = tile(x / 2, y / 2, 200);
                    int ofChroma = tile((x / 2) | 1, (y / 2) | 1, 200);
                    pixels[50 + y][100 + x] = rgb(
                            rounded(ofLuma, 66, 129, 25),
                            rounded(ofChroma, -38, -74, 112),
                            rounded(ofChroma, 112, -94, -18));
                }
            }
        }

        private void drawSixteenBits() {
            for (int y = 0; y < 120; y++) {
                for (int x = 0; x < 160; x++) {
                    int color = tile(x, y, 160);
                    int red = (color >> 19) & 31;
                    int green = (color >> 10) & 63;
                    int blue = (color >> 3) & 31;
                    pixels[300 + y][450 + x] = (expanded(red, 5) << 16) | (expanded(green, 6) << 8) | expanded(blue, 5);
                }
            }
        }

        /** In eight bits. */
        private static int expanded(int level, int bits) {
            return (level << (8 - bits)) | (level >> (2 * bits - 8));
        }

        private static int tile(int x, int y, int width) {
            return (0x130502 * (((x + y) / width) >> 6) + 0x0a1120 * (((x + y) % width) >> 6)) & 0xffffff;
        }

        private static int rounded(int color, int ofRed, int ofGreen, int ofBlue) {
            return (ofRed * (color >> 16) + ofGreen * ((color >> 8) & 0xff) + ofBlue * (color & 0xff) + 128) >> 8;
        }

        /** Of Y above black, and Cb and Cr from their middle. */
        private static int rgb(int y, int cb, int cr) {
            return (level(298 * y + 409 * cr) << 16)
                    | (level(298 * y - 100 * cb - 208 * cr) << 8)
                    | level(298 * y + 516 * cb);
        }

        private static int level(int fraction) {
            return Math.max(0, Math.min(255, (fraction + 128) >> 8));
        }

        long crc() {
            CRC32 crc = new CRC32();
            for (int[] line : pixels) {
                for (int pixel : line) {
                    crc.update(pixel >> 16);
                    crc.update(pixel >> 8);
                    crc.update(pixel);
                }
            }
            return crc.getValue();
        }

        String md5InMemory() throws Exception {
            ByteBuffer memory =
                    ByteBuffer.allocate(4 * pixels.length * pixels[0].length).order(ByteOrder.LITTLE_ENDIAN);
            for (int[] line : pixels) {
                for (int pixel : line) {
                    memory.putInt(0xff000000 | pixel);
                }
            }
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(memory.array()));
        }
    }
}
