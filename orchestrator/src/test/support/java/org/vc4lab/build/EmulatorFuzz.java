// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.vc4lab.build.emulator.EmulatorVariant;
import org.vc4lab.build.emulator.Qtest;
import org.vc4lab.build.emulator.QtestResult;
import org.vc4lab.build.emulator.QtestRunner;
import org.vc4lab.build.host.HostPackages;
import org.vc4lab.build.store.Progress;
import org.vc4lab.container.Isolation;
import org.vc4lab.exec.ProcessRunner;

/** Fuzzes the models on an emulator with sanitizers: {@code EmulatorFuzz [accesses [seed]]}. */
public final class EmulatorFuzz {
    private static final String PROGRAM = "tests/qtest/bcm2711-fuzz-test";
    private static final Duration LIMIT = Duration.ofHours(12);
    /** Messages of QEMU's own devices, which random accesses cause all the time. */
    private static final String NOISE = "Blocked re-entrant IO";

    private EmulatorFuzz() {}

    static Qtest of(long accesses, long seed) {
        return Qtest.of(PROGRAM)
                .with("BCM2711_FUZZ_ACCESSES", Long.toString(accesses))
                .with("BCM2711_FUZZ_SEED", Long.toString(seed))
                .timeout(LIMIT);
    }

    public static void main(String[] arguments) throws Exception {
        long accesses = arguments.length > 0 ? Long.parseLong(arguments[0]) : 10_000_000;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
        ProcessRunner runner = new ProcessRunner();
        Path home = Path.of("").toAbsolutePath();
        new HostPackages(home, runner, Progress.silent()).install();
        List<QtestResult> results;
        try (BuildService buildService =
                BuildService.open(home, System.getenv(), runner, Progress.silent(), Isolation.NONE)) {
            results = new QtestRunner(EmulatorVariant.SANITIZED, buildService.context())
                    .run(List.of(of(accesses, seed)), EmulatorFuzz::print);
        }
        System.exit(results.stream().allMatch(QtestResult::passed) ? 0 : 1);
    }

    static void print(String line) {
        if (!line.contains(NOISE)) {
            System.out.println(line);
        }
    }
}
