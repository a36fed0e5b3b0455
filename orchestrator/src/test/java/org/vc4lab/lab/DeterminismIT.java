// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

class DeterminismIT {
    /** More with -Pnightly, and with {@code ci/bench determinism}. */
    private static final int TIMES = Integer.getInteger("vc4lab.determinism.runs", 2);

    private static final int PARALLELISM = 2;

    private final Path folder = TestLab.trialFolder(getClass());

    /** The second half runs beside processes that burn each core. */
    @Test
    void theSameTrialLeavesTheSameBytesWhateverElseTheHostDoes() throws Exception {
        List<Path> folders = new ArrayList<>();
        try (TestLab lab = TestLab.open()) {
            folders.addAll(run(lab, 0, TIMES / 2));
            try (CpuLoad load = new CpuLoad(lab.processes())) {
                folders.addAll(run(lab, TIMES / 2, TIMES));
                assertThat(load.isRunning()).isTrue();
            }
        }
        for (Path other : folders.subList(1, TIMES)) {
            assertThat(other.resolve("console.log"))
                    .hasSameBinaryContentAs(folders.get(0).resolve("console.log"));
            assertThat(other.resolve("mai.wav"))
                    .hasSameBinaryContentAs(folders.get(0).resolve("mai.wav"));
        }
        assertThat(Files.size(folders.get(0).resolve("mai.wav"))).isGreaterThan(2L * 44100 * 2 * 4);
        System.out.println(TIMES + " runs, the later half beside a process burning each core: equal bytes");
    }

    private List<Path> run(TestLab lab, int from, int to) throws Exception {
        Trial trial = lab.trial(lab.candidate("deferred-infoframe"), "slow-packet");
        ExecutorService pool = Executors.newFixedThreadPool(PARALLELISM);
        List<Future<TrialResult>> runs = new ArrayList<>();
        for (int number = from; number < to; number++) {
            Path trialFolder = folder.resolve(Integer.toString(number));
            runs.add(pool.submit(() -> lab.run(trial, ClockMode.DETERMINISTIC, trialFolder)));
        }
        pool.shutdown();
        List<Path> folders = new ArrayList<>();
        for (Future<TrialResult> run : runs) {
            assertThat(run.get().judgement().verdict()).isEqualTo(Verdict.CLEAN);
            folders.add(run.get().folder());
        }
        return folders;
    }

    /** With the host's clock the bytes differ, but the report is the same. */
    @Test
    void theFreeRunningProfileFindsTheSameReport() throws Exception {
        try (TestLab lab = TestLab.open()) {
            for (int time = 0; time < 2; time++) {
                Path place = folder.resolve("free-" + time);
                Trial trial = lab.trial(lab.candidate("base"), "prompt");
                TrialResult result = lab.run(trial, ClockMode.FREE_RUNNING, place);
                assertThat(result.evidence().reportNames()).containsExactly("W1");
            }
        }
    }
}
