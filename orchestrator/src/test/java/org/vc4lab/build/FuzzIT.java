// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.vc4lab.Nightly;
import org.vc4lab.build.emulator.EmulatorVariant;
import org.vc4lab.build.emulator.QtestResult;
import org.vc4lab.build.emulator.QtestRunner;
import org.vc4lab.build.host.HostPackages;
import org.vc4lab.build.store.Progress;
import org.vc4lab.container.Isolation;
import org.vc4lab.exec.ProcessRunner;

/** Random accesses to the models' registers, with faults: no machine crashes or hangs. */
class FuzzIT {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();

    /** The last line of the fuzzer. */
    private static final Pattern SUMMARY =
            Pattern.compile("# seed (\\d+): (\\d+) accesses to \\d+ machines in .*: no crash, no hang");

    @Test
    void tenMillionAccessesFindNothing() throws Exception {
        fuzz(EmulatorVariant.RELEASE, 10_000_000, 1);
    }

    @Test
    @Nightly
    void aHundredMillionFindNothingWithSanitizers() throws Exception {
        fuzz(EmulatorVariant.SANITIZED, 100_000_000, 20_201_022);
    }

    private static void fuzz(EmulatorVariant variant, long accesses, long seed) throws Exception {
        ProcessRunner runner = new ProcessRunner();
        new HostPackages(HOME, runner, Progress.silent()).install();
        AtomicLong performed = new AtomicLong();
        List<QtestResult> results;
        try (BuildService buildService =
                BuildService.open(HOME, System.getenv(), runner, Progress.silent(), Isolation.NONE)) {
            results = new QtestRunner(variant, buildService.context())
                    .run(List.of(EmulatorFuzz.of(accesses, seed)), line -> {
                        EmulatorFuzz.print(line);
                        Matcher summary = SUMMARY.matcher(line);
                        if (summary.matches() && Long.parseLong(summary.group(1)) == seed) {
                            performed.set(Long.parseLong(summary.group(2)));
                        }
                    });
        }
        assertThat(results).allMatch(QtestResult::passed);
        assertThat(results.stream().map(QtestResult::name))
                .contains("/aarch64/bcm2711-fuzz/notices-a-crash", "/aarch64/bcm2711-fuzz/random");
        assertThat(performed.get())
                .as("what the fuzzer was told to do, not what it does otherwise")
                .isGreaterThanOrEqualTo(accesses);
    }
}
