// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AudioInfoframeTest {
    @Test
    void readsWhatADriverWrites() {
        AudioInfoframe infoframe = AudioInfoframe.of("84010a7001000000000000000000");
        assertThat(infoframe.problem()).isEmpty();
        assertThat(infoframe.channels()).isEqualTo(2);
    }

    @Test
    void leavesTheCountToTheStream() {
        AudioInfoframe infoframe = AudioInfoframe.of("84010a7100000000000000000000");
        assertThat(infoframe.problem()).isEmpty();
        assertThat(infoframe.channels()).isZero();
    }

    /**
     * Allocations 0, 1, 0x0b and 0x13 with a speaker for each channel; 1, 2, 8 and 0x0f as Linux' hdmi-codec has them,
     * with channels that have no speaker; and 0 with all further channels so.
     */
    @ParameterizedTest
    @CsvSource({
        "84010a7001000000000000000000, 2",
        "84010a6e02000001000000000000, 3",
        "84010a610500000b000000000000, 6",
        "84010a5707000013000000000000, 8",
        "84010a6d03000001000000000000, 4",
        "84010a6c03000002000000000000, 4",
        "84010a6405000008000000000000, 6",
        "84010a5b0700000f000000000000, 8",
        "84010a6e03000000000000000000, 4",
        "84010a6c05000000000000000000, 6",
        "84010a6a07000000000000000000, 8"
    })
    void givesNoSpeakerWithoutAChannel(String hex, int channels) {
        AudioInfoframe infoframe = AudioInfoframe.of(hex);
        assertThat(infoframe.problem()).isEmpty();
        assertThat(infoframe.channels()).isEqualTo(channels);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
            '',                           the header is not 84010a
            82020d7001000000000000000000, the header is not 84010a
            84010a7001,                   5 bytes; it has to have 14
            84010a7101000000000000000000, the checksum is wrong
            84010a7001000000000000000001, the checksum is wrong
            84010a5d01000013000000000000, allocation 0x13 has 8 speakers for 2 channels
            84010a6f01000001000000000000, allocation 0x01 has 3 speakers for 2 channels
            84010a5905000013000000000000, allocation 0x13 has 8 speakers for 6 channels
            84010a7,                      no hex digits
            words,                        no hex digits
            """)
    void namesWhatIsWrong(String hex, String problem) {
        assertThat(AudioInfoframe.of(hex).problem()).contains(problem);
    }
}
