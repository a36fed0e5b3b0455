// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import org.vc4lab.lab.audio.Waveform;

/** Draws a waveform as the path of an SVG: a column wide one unit, 100 units high, 50 in the middle. */
final class WaveformPath {
    private static final double MIDDLE = 50;
    private static final double FULL_SCALE = 32768;

    private WaveformPath() {}

    /** Along the highest samples to the right, and along the lowest ones back. */
    static String draw(Waveform wave) {
        StringBuilder path = new StringBuilder();
        int columns = wave.high().size();
        for (int i = 0; i < columns; i++) {
            appendPoint(path, i, wave.high().get(i));
        }
        for (int i = columns - 1; i >= 0; i--) {
            appendPoint(path, i, wave.low().get(i));
        }
        return path.append('Z').toString();
    }

    private static void appendPoint(StringBuilder path, int column, int sample) {
        long tenths = Math.round((MIDDLE - sample / FULL_SCALE * MIDDLE) * 10);
        path.append(path.length() == 0 ? 'M' : 'L').append(column).append(' ');
        path.append(tenths / 10).append('.').append(tenths % 10);
    }
}
