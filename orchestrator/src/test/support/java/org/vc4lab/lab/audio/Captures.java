// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Makes files as the emulator captures them. */
public final class Captures {
    private Captures() {}

    public static WaveFile ofWords(int rate, int channels, int[] words) {
        ByteBuffer data = ByteBuffer.allocate(words.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.asIntBuffer().put(words);
        return new WaveFile(rate, channels, Integer.SIZE, data);
    }
}
