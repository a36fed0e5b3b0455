// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.DeviceObservations;
import org.vc4lab.lab.TestLab;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.CanaryCheck;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Evidence.Termination;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;

/** What stands in a kernel as it was released, in the console of a real trial on 6.1.176. */
final class KnownReportTest {
    private static final String LOG = "nonatomic-forced-6.1-prompt.log";
    private static final String LEAK = "BUG: workqueue leaked lock or atomic";

    @TempDir
    Path folder;

    private Evidence evidence(String kernel, String log) throws Exception {
        Case vc4 = new CaseRepository(TestLab.HOME.resolve("patches"), Faults.read(TestLab.HOME))
                .read(TestLab.CASE)
                .withKernel(kernel);
        Trial trial = vc4.trials(vc4.candidate("nonatomic-forced")).get(0);
        Path console = Files.writeString(folder.resolve("console.log"), log);
        List<CanaryCheck> checks = List.of(CanaryCheck.ATOMIC_SLEEP, CanaryCheck.LOCK_ORDER);
        return new EvidenceReader(
                        trial,
                        ClockMode.DETERMINISTIC,
                        checks,
                        List.of(),
                        new TrialFolder(folder),
                        console,
                        frames -> Collections.nCopies(frames.size(), List.of()),
                        Optional.empty())
                .read(
                        new Termination(Termination.TerminationKind.SHUTDOWN, "guest-reset"),
                        DeviceObservations.NONE,
                        console,
                        TestTranscript.write(console),
                        Duration.ZERO);
    }

    private static String log() throws IOException {
        try (InputStream in = Objects.requireNonNull(KnownReportTest.class.getResourceAsStream(LOG))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static boolean hasRelevantLeak(Evidence evidence) {
        return evidence.relevantReports().stream()
                .anyMatch(report -> report.title().startsWith(LEAK));
    }

    @Test
    void aKnownReportIsListedButIsNoFinding() throws Exception {
        Evidence evidence = evidence("6.1.176", log());
        assertThat(evidence.log().reports())
                .filteredOn(report -> report.title().startsWith(LEAK))
                .isNotEmpty()
                .allSatisfy(report -> assertThat(report.name()).contains("SRCU-LEAK"));
        assertThat(hasRelevantLeak(evidence)).isFalse();
        assertThat(evidence.reportNames()).containsExactly("W2");
    }

    /** In another kernel it is news. */
    @Test
    void aKnownReportIsUnknownOnOtherKernels() throws Exception {
        assertThat(hasRelevantLeak(evidence("6.12.107", log()))).isTrue();
    }

    @Test
    void anotherLockThatIsLeakedIsNotHidden() throws Exception {
        String log = log().replaceFirst("\\(drm_unplug_srcu\\)", "(&stream->lock)");
        assertThat(hasRelevantLeak(evidence("6.1.176", log))).isTrue();
    }

    /** Nor is another report of the same thread. */
    @Test
    void anotherReportWithTheSameLockIsNotHidden() throws Exception {
        String log = log().replace("BUG: workqueue leaked lock or atomic:", "WARNING: squeaked in");
        assertThat(evidence("6.1.176", log).log().reports())
                .noneMatch(report -> report.name().filter("SRCU-LEAK"::equals).isPresent());
    }
}
