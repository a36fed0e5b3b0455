// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

/** Whose fault it is if make does not succeed. */
class KbuildTest {
    private static CommandResult result(int status, Optional<String> exceeded) {
        return new CommandResult(Command.of("make"), status, exceeded, List.of(), Duration.ZERO);
    }

    /** 1 is the status of bwrap, setpriv, prlimit and flock. */
    @ParameterizedTest
    @CsvSource({"0, false", "1, true", "2, false", "66, true", "127, true", "137, true"})
    void onlyStatus2IsOfMake(int status, boolean ofTheLab) {
        assertThat(Kbuild.isNotOfMake(result(status, Optional.empty()))).isEqualTo(ofTheLab);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 137, 143})
    void aLimitThatIsExceededIsTheSourcesFault(int status) {
        CommandResult killed = result(status, Optional.of("wrote more than 7 MiB into /objects, the limit,"));

        assertThat(Kbuild.isNotOfMake(killed)).isFalse();
        assertThatThrownBy(() -> Kbuild.requireWithinLimits(killed))
                .isInstanceOfSatisfying(KernelBuildException.class, failed -> assertThat(
                                ((KernelBuild.BuildFailed) failed.failure()).reason())
                        .startsWith("make wrote more than 7 MiB into /objects, the limit, and was killed: ran: make"));
    }

    @Test
    void aStepThatWasSilentForTooLongIsTheSourcesFault() throws Exception {
        CommandResult silent = new ProcessRunner()
                .run(Command.of("sleep", "60").inProcessGroup().silenceLimit(Duration.ofMillis(100)));

        assertThatThrownBy(() -> Kbuild.requireWithinLimits(silent)).hasMessageContaining("make printed nothing for");
    }

    @Test
    void whatEndedByItselfIsWithinTheLimits() {
        assertThatCode(() -> Kbuild.requireWithinLimits(result(2, Optional.empty())))
                .doesNotThrowAnyException();
    }
}
