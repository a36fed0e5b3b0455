// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.rootfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.List;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.vc4lab.source.Sha256;

class TestToneTest {
    private static final TestTone TONE = new TestTone("/root/t.wav", 44100, 2, "S16_LE", 2, 0.5, List.of(441, 1000));

    @Test
    void isAWavThatOthersCanRead() throws Exception {
        try (AudioInputStream in = AudioSystem.getAudioInputStream(new ByteArrayInputStream(TONE.toWav()))) {
            assertThat(in.getFormat().getEncoding()).isEqualTo(AudioFormat.Encoding.PCM_SIGNED);
            assertThat(in.getFormat().getSampleRate()).isEqualTo(44100);
            assertThat(in.getFormat().getChannels()).isEqualTo(2);
            assertThat(in.getFormat().isBigEndian()).isFalse();
            assertThat(in.getFrameLength()).isEqualTo(88200);
        }
    }

    @Test
    void hasItsSineOnEachChannel() {
        byte[] wav = TONE.toWav();
        assertThat(sample(wav, 0, 0)).isZero();
        assertThat(sample(wav, 25, 0)).isEqualTo((short) 16384);
        assertThat(sample(wav, 75, 0)).isEqualTo((short) -16384);
        assertThat(sample(wav, 11, 1)).isEqualTo((short) Math.round(16383.5 * Math.sin(2 * Math.PI * 11000 / 44100)));
    }

    private static short sample(byte[] wav, int frame, int channel) {
        int at = 44 + 4 * frame + 2 * channel;
        return (short) ((wav[at] & 0xff) | wav[at + 1] << 8);
    }

    @Test
    void isTheSameEverywhere() {
        assertThat(Sha256.of(TONE.toWav()))
                .isEqualTo("b75795584347309455ab907c5273d2f47501e14baeafceb901c075f14f9c5d7c");
    }
}
