// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.Nightly;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Verdict;

/**
 * Eight channels at 192 kHz, as samples and as one stream of high bit rate, and speaker-test. {@link FormatsIT} has
 * every format of samples.
 */
@Nightly
class EightChannelsIT {
    private static final Finding WRONG_PACKETS = new Finding(
            Verdict.BROKEN,
            "samples: they are sent in packets of the kind 'samples'; the stream needs 'high-bit-rate'");

    /** Only the drivers that use hdmi-codec know whether a stream is PCM. */
    @ParameterizedTest
    @CsvSource({
        "5.10.223, samples,       CLEAN",
        "5.10.223, high-bit-rate, BROKEN",
        "5.10.223, speakers,      CLEAN",
        "6.12.107, samples,       CLEAN",
        "6.12.107, high-bit-rate, CLEAN"
    })
    void theSinkHearsAllOfThem(String kernel, String scenario, Verdict verdict) throws Exception {
        List<Finding> expected = verdict == Verdict.CLEAN ? List.of() : List.of(WRONG_PACKETS);
        new TestCaseRun("eight-channels", kernel, "pristine", scenario).assertJudged(getClass(), verdict, expected);
    }
}
