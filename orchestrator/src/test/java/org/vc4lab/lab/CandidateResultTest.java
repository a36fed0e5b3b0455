// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.vc4lab.lab.model.Verdict;

class CandidateResultTest {
    @Test
    void onlyAnInfrastructureErrorIsNoJudgement() {
        assertThatCode(() -> JudgedTrial.of(Verdict.HUNG).requireJudged(Path.of("place")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> JudgedTrial.of(Verdict.INFRA).requireJudged(Path.of("place")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the lab failed in place: ")
                .hasMessageContaining("any");
    }
}
