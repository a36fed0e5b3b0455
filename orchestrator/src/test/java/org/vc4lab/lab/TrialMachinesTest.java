// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.build.emulator.Emulator;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.rootfs.Rootfs;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.casefile.TestCase;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.CaseFolder;

class TrialMachinesTest {
    private static final Path FILE = Path.of("file");

    /** Its RAM is what a stranger's patches, files or case left there. */
    @ParameterizedTest
    @CsvSource({
        "true, true, true, true",
        "false, true, true, false",
        "true, false, true, false",
        "true, true, false, false"
    })
    void onlyABootThatIsTheLabsOwnIsShareable(boolean ownCase, boolean kernel, boolean rootfs, boolean shareable) {
        Case own = TestCase.get();
        Case ofCase = new Case(
                own.name(),
                new CaseFolder(
                        own.folder().path(),
                        ownCase ? Optional.empty() : Optional.of(own.folder().path())),
                own.target(),
                own.scenarios(),
                own.profiles(),
                own.limits(),
                own.reports(),
                own.candidates(),
                own.additions());
        BuildArtifacts artifacts = new BuildArtifacts(
                new Emulator(FILE, "emulator"),
                new Kernel(FILE, FILE, FILE, FILE, FILE, List.of(), List.of(), Set.of(), List.of(), kernel, "kernel"),
                new Rootfs(FILE, FILE, rootfs, "rootfs"));
        TrialMachines machines = new TrialMachines(
                ofCase.trials(ofCase.candidates().get(0)).get(0), artifacts, Optional.empty(), ClockMode.DETERMINISTIC);

        assertThat(machines.bootIsShareable()).isEqualTo(shareable);
    }
}
