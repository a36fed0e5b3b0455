// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.lab.model.Fault.FaultInjection;
import org.vc4lab.lab.model.Trial;
import picocli.CommandLine;

/** Which machine a person gets who asks for a shell or a picture. */
class MachineOptionsTest {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();

    private static Trial trial(String... arguments) throws Exception {
        MachineOptions options = CommandLine.populateCommand(new MachineOptions(), arguments);
        return options.resolve(HOME, null, new ProcessRunner(), Progress.silent())
                .trial();
    }

    @Test
    void theDefaultIsTheCasesKernelWithTheAcceptedFix() throws Exception {
        Trial trial = trial();

        assertThat(trial.candidate().name()).isEqualTo("hw-params");
        assertThat(trial.ofCase().config()).isEqualTo("armv7l-lockdep");
        assertThat(trial.profile().name()).isEqualTo("prompt");
        assertThat(trial.faults()).isEmpty();
    }

    @Test
    void anotherKernelTakesACandidateOfItsOwn() throws Exception {
        Trial trial = trial("--kernel", "6.12.107");

        assertThat(trial.ofCase().kernel()).isEqualTo("6.12.107");
        assertThat(trial.candidate().name()).isEqualTo("pristine");
    }

    @Test
    void configurationFaultAndProfileAreApplied() throws Exception {
        Trial trial = trial("--config", "arm64-plain", "--fault", "irq-late=5ms", "--profile", "slow-packet");

        assertThat(trial.ofCase().config()).isEqualTo("arm64-plain");
        assertThat(trial.candidate().name()).isEqualTo("hw-params");
        assertThat(trial.profile().name()).isEqualTo("slow-packet");
        assertThat(trial.faults()).extracting(FaultInjection::describe).containsExactly("irq-late=5ms");
    }
}
