// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.Nightly;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Verdict;

/** Sound with 2160p at 60 Hz, scrambled, where driver and firmware have that mode, and at 30 Hz where one has not. */
@Nightly
class UltraHdIT {
    private static final String CASE = "ultra-hd";

    @ParameterizedTest
    @CsvSource({"6.12.107, allowed", "6.12.107, not-allowed", "5.10.223, unsupported"})
    void theToneIsHeardInTheBestModeThatThereIs(String kernel, String scenario) throws Exception {
        new TestCaseRun(CASE, kernel, "pristine", scenario).assertJudged(getClass(), Verdict.CLEAN, List.of());
    }

    @Test
    void aMonitorThatIsNotToldTheRatioIsFound() throws Exception {
        new TestCaseRun(CASE, "6.12.107", "ratio-untold", "allowed")
                .assertJudged(
                        getClass(),
                        Verdict.BROKEN,
                        List.of(new Finding(Verdict.BROKEN, "ddc0.scdc-agreements is 0, and has to be at least 1")));
    }
}
