// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.Nightly;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;
import org.vc4lab.source.Sha256;

/** A trial that goes on from a booted machine leaves the same bytes as one that boots. */
class SnapshotIT {
    /** The only difference between equal trials. */
    private static final String WALL_TIME = "\"wallMillis\" ?: ?[0-9]+";

    private final Path folder = TestLab.trialFolder(getClass());

    @ParameterizedTest
    @ValueSource(strings = {"armv7l-lockdep", "arm64-lockdep"})
    void aRestoredTrialLeavesWhatOneLeavesThatBoots(String config) throws Exception {
        compare(config, List.of("base"));
    }

    @Nightly
    @ParameterizedTest
    @ValueSource(
            strings = {"armv7l-lockdep", "arm64-lockdep", "armv7l-plain", "arm64-plain", "arm64-preempt", "arm64-kasan"
            })
    void theSameWithEveryCandidate(String config) throws Exception {
        compare(config, List.of());
    }

    /** @param names of candidates; empty for all */
    private void compare(String config, List<String> names) throws Exception {
        try (TestLab lab = TestLab.open(config)) {
            BootSnapshots snapshots = new BootSnapshots(lab.workshop().store(), lab.processes(), lab.launcher());
            TrialRunner restoring = lab.runner(ClockMode.DETERMINISTIC, Optional.of(snapshots));
            TrialRunner booting = lab.runner(ClockMode.DETERMINISTIC, Optional.empty());
            for (Candidate candidate : lab.ofCase().candidates()) {
                if (!names.isEmpty() && !names.contains(candidate.name())) {
                    continue;
                }
                for (Trial trial : lab.ofCase().trials(candidate)) {
                    Path trialFolder =
                            folder.resolve(config).resolve(candidate.name()).resolve(trial.folderName());
                    Map<String, String> booted = run(lab, booting, trial, trialFolder.resolve("booted"));
                    for (String time : List.of("first", "second")) {
                        assertThat(run(lab, restoring, trial, trialFolder.resolve(time)))
                                .as(trial.folderName() + " of " + candidate.name())
                                .isEqualTo(booted);
                    }
                }
            }
        }
    }

    /** The content of each file that a trial left, evidence without the host's time. */
    private static Map<String, String> run(TestLab lab, TrialRunner runner, Trial trial, Path trialFolder)
            throws IOException, InterruptedException {
        runner.run(trial, lab.artifacts(trial.candidate()), trialFolder);
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(trialFolder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                contents.put(
                        name,
                        name.equals(TrialFolder.EVIDENCE)
                                ? Files.readString(file).replaceAll(WALL_TIME, "")
                                : Sha256.of(file));
            }
        }
        assertThat(contents).containsKeys(TrialFolder.EVIDENCE, "console.log", "transcript.log", "witness.jsonl");
        return contents;
    }
}
