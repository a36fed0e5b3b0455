// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.audio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WaveformTest {
    @Test
    void eachStretchHasItsLowestAndItsHighestSampleOfAllChannels() {
        WaveFile wave = WaveFile.ofShorts(4, 2, new short[] {1, -2, 3, 4, -5, 6, 7, 8});
        Waveform outline = Waveform.of(wave, 2);
        assertThat(outline.seconds()).isEqualTo(1);
        assertThat(outline.low()).containsExactly(-2, -5);
        assertThat(outline.high()).containsExactly(4, 8);
    }

    @Test
    void withFewerFramesThanStretchesThereIsNoGap() {
        Waveform outline = Waveform.of(WaveFile.ofShorts(4, 1, new short[] {5, 9}), 4);
        assertThat(outline.low()).containsExactly(5, 5, 9, 9);
    }

    @Test
    void theBeginningIsWhereSilenceEnds() {
        short[] samples = new short[2 * 44100];
        samples[2001] = 77;
        Waveform.Sound sound = Waveform.Sound.of(WaveFile.ofShorts(44100, 2, samples), 10);
        assertThat(sound.beginning().seconds()).isEqualTo(0.02);
        assertThat(sound.beginning().high().get(0)).isEqualTo(77);
        assertThat(sound.whole().seconds()).isEqualTo(1);
    }

    @Test
    void anEmptyCaptureIsFlat() {
        Waveform.Sound sound = Waveform.Sound.of(WaveFile.ofShorts(44100, 2, new short[0]), 3);
        assertThat(sound.whole().high()).containsExactly(0, 0, 0);
        assertThat(sound.beginning().low()).containsExactly(0, 0, 0);
    }
}
