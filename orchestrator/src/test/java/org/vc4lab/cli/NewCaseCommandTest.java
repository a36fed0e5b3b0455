// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.lab.CandidateResult;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Verdict;

final class NewCaseCommandTest {
    private static final Path HOME = Path.of(System.getProperty("vc4lab.home", ".."));

    /** A patch that a stranger posted may not even apply; the case is made, and shows the bug. */
    @ParameterizedTest
    @CsvSource({
        "REPRODUCED, BUILD_FAILED, 0",
        "PATCH_FAILED, CLEAN, 1",
        "REPRODUCED, INFRA, 129",
    })
    void theStatusIsOfWhatShowsTheReports(Verdict base, Verdict posted, int status) throws Exception {
        Case ofCase = new CaseRepository(HOME.resolve("patches"), Faults.read(HOME)).read("vc4-hdmi-atomic-sleep");
        List<CandidateResult> results = List.of(
                CandidateResult.withoutTrials(ofCase, ofCase.candidate("base"), base, ""),
                CandidateResult.withoutTrials(ofCase, ofCase.candidate("hw-params"), posted, ""));

        assertThat(NewCaseCommand.exitCode(results, Set.of("hw-params"))).isEqualTo(status);
    }
}
