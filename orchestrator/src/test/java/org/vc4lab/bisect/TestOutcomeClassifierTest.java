// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vc4lab.bisect.TestOutcome.TestStatus;
import org.vc4lab.bisect.TestOutcomeClassifier.BrokenReason;
import org.vc4lab.bisect.TestOutcomeClassifier.TargetReport;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.model.ConsoleTranscript.Phase;
import org.vc4lab.lab.model.Judgement;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.TrialReport.ReportOccurrence;
import org.vc4lab.lab.model.Verdict;

class TestOutcomeClassifierTest {
    private static final TrialReport W1 = report(Phase.SCENARIO, ReportKind.ATOMIC_SLEEP, "W1");
    private static final TrialReport AT_BOOT = report(Phase.BOOT, ReportKind.ATOMIC_SLEEP, "");
    private static final TestOutcomeClassifier STRICT =
            new TestOutcomeClassifier(new TargetReport(List.of("W1")), false, false);
    private static final TestOutcomeClassifier LENIENT =
            new TestOutcomeClassifier(new TargetReport(List.of("W1")), true, true);

    private static final TestOutcomeClassifier BROKEN_TRIAL =
            new TestOutcomeClassifier(new TargetReport(List.of()), false, false);
    private static final TestOutcomeClassifier TOLERANT_BROKEN_TRIAL =
            new TestOutcomeClassifier(new TargetReport(List.of()), false, true);

    private static TrialReport report(Phase phase, ReportKind kind, String name) {
        return report(phase, kind, name, List.of("dump_stack", "of_" + phase, "sys_ioctl"));
    }

    private static TrialReport report(Phase phase, ReportKind kind, String name, List<String> functions) {
        return new TrialReport(
                phase,
                kind,
                "BUG: in of_" + phase,
                "0123456789abcdef",
                Optional.of(name).filter(given -> !given.isEmpty()),
                Optional.empty(),
                functions,
                new ReportOccurrence(1, false, false, 1, 2));
    }

    private static Judgement judgementOf(Verdict verdict) {
        return new Judgement(verdict, List.of(new Finding(verdict, "because")));
    }

    private static TestStatus statusOf(TestOutcomeClassifier classifier, Verdict verdict, TrialReport... reports)
            throws Exception {
        return classifier.classify(List.of(reports), judgementOf(verdict)).status();
    }

    @Test
    void theTargetReportIsReproducedWhateverElseThereIs() throws Exception {
        assertThat(statusOf(STRICT, Verdict.REPRODUCED, W1)).isEqualTo(TestStatus.REPRODUCED);
        assertThat(statusOf(STRICT, Verdict.PANIC, AT_BOOT, W1)).isEqualTo(TestStatus.REPRODUCED);
        TestOutcomeClassifier bySignature =
                new TestOutcomeClassifier(new TargetReport(List.of("0123456789abcdef")), false, false);
        assertThat(statusOf(bySignature, Verdict.OTHER_REPORT, AT_BOOT)).isEqualTo(TestStatus.REPRODUCED);
    }

    @Test
    void theTargetReportsCallTraceIsReturned() throws Exception {
        TrialReport untold = report(Phase.SCENARIO, ReportKind.ATOMIC_SLEEP, "W1", List.of("dump_stack", "sys_ioctl"));
        TestOutcome shown = STRICT.classify(List.of(AT_BOOT, W1), judgementOf(Verdict.REPRODUCED));

        assertThat(shown.functions()).containsExactly("of_SCENARIO", "sys_ioctl");
        assertThat(STRICT.classify(List.of(untold), judgementOf(Verdict.REPRODUCED))
                        .functions())
                .as("the title names no function of the trace")
                .isEmpty();
        assertThat(STRICT.classify(List.of(AT_BOOT), judgementOf(Verdict.OTHER_REPORT))
                        .functions())
                .isEmpty();
    }

    @Test
    void theTargetReportIsAbsentOnlyWithProof() throws Exception {
        assertThat(statusOf(STRICT, Verdict.CLEAN)).isEqualTo(TestStatus.NOT_REPRODUCED);
        assertThat(statusOf(STRICT, Verdict.LATENCY)).isEqualTo(TestStatus.NOT_REPRODUCED);
    }

    @ParameterizedTest
    @EnumSource(names = {"MASKED", "BROKEN", "PANIC", "HUNG"})
    void withoutProofThereIsNoOutcome(Verdict verdict) throws Exception {
        assertThat(statusOf(STRICT, verdict)).isEqualTo(TestStatus.UNCLEAR);
        assertThat(statusOf(LENIENT, verdict)).isEqualTo(TestStatus.UNCLEAR);
    }

    @Test
    void anotherReportIsNoOutcomeUnlessAsked() throws Exception {
        assertThat(statusOf(STRICT, Verdict.OTHER_REPORT, AT_BOOT)).isEqualTo(TestStatus.OTHER_REPORT);
        assertThat(statusOf(LENIENT, Verdict.OTHER_REPORT, AT_BOOT)).isEqualTo(TestStatus.NOT_REPRODUCED);
    }

    /** Lockdep turns itself off, and the check for sleeping is rate-limited to one report per second. */
    @Test
    void anotherReportThatMayHideTheTargetIsNoProof() throws Exception {
        TrialReport lockdep = report(Phase.BOOT, ReportKind.LOCKDEP, "");
        TrialReport meanwhile = report(Phase.SCENARIO, ReportKind.ATOMIC_SLEEP, "");
        assertThat(statusOf(LENIENT, Verdict.OTHER_REPORT, lockdep)).isEqualTo(TestStatus.OTHER_REPORT);
        assertThat(statusOf(LENIENT, Verdict.OTHER_REPORT, AT_BOOT, meanwhile)).isEqualTo(TestStatus.OTHER_REPORT);
    }

    @Test
    void bootFailureReproducesOnlyIfConfigured() throws Exception {
        assertThat(statusOf(STRICT, Verdict.NO_BOOT)).isEqualTo(TestStatus.NO_BOOT);
        assertThat(statusOf(LENIENT, Verdict.NO_BOOT)).isEqualTo(TestStatus.REPRODUCED);
    }

    /** A case without a bug names no report: its evidence tells a good kernel from a bad one. */
    @Test
    void inACaseWithoutABugABrokenTrialIsTheTarget() throws Exception {
        TestOutcome broken = BROKEN_TRIAL.classify(List.of(), judgementOf(Verdict.BROKEN));

        assertThat(BROKEN_TRIAL.target()).hasToString("a BROKEN trial");
        assertThat(broken).isEqualTo(new TestOutcome(TestStatus.REPRODUCED, "BROKEN: because"));
        assertThat(statusOf(BROKEN_TRIAL, Verdict.CLEAN)).isEqualTo(TestStatus.NOT_REPRODUCED);
        assertThat(statusOf(BROKEN_TRIAL, Verdict.LATENCY)).isEqualTo(TestStatus.NOT_REPRODUCED);
        assertThat(statusOf(BROKEN_TRIAL, Verdict.OTHER_REPORT, AT_BOOT)).isEqualTo(TestStatus.OTHER_REPORT);
    }

    @Test
    void aBrokenTrialThatIsAlsoLateIsTheTarget() throws Exception {
        Judgement late =
                Judgement.of(List.of(new Finding(Verdict.LATENCY, "late"), new Finding(Verdict.BROKEN, "no sound")));

        assertThat(late.verdict()).isEqualTo(Verdict.LATENCY);
        assertThat(BROKEN_TRIAL.classify(List.of(), late))
                .isEqualTo(new TestOutcome(TestStatus.REPRODUCED, "BROKEN: no sound"));
        assertThat(STRICT.classify(List.of(), late).status())
                .as("a report that is searched for is proven absent")
                .isEqualTo(TestStatus.NOT_REPRODUCED);
    }

    /** Another bug may have broken the trial, or ended it. */
    @Test
    void aTrialThatIsBrokenByAReportOrAPanicIsNotTheTarget() throws Exception {
        assertThat(statusOf(BROKEN_TRIAL, Verdict.BROKEN, W1)).isEqualTo(TestStatus.OTHER_REPORT);
        assertThat(statusOf(BROKEN_TRIAL, Verdict.BROKEN, AT_BOOT)).isEqualTo(TestStatus.OTHER_REPORT);
        assertThat(statusOf(TOLERANT_BROKEN_TRIAL, Verdict.BROKEN, AT_BOOT)).isEqualTo(TestStatus.REPRODUCED);
        assertThat(statusOf(TOLERANT_BROKEN_TRIAL, Verdict.BROKEN, W1)).isEqualTo(TestStatus.OTHER_REPORT);
        Judgement panic =
                Judgement.of(List.of(new Finding(Verdict.BROKEN, "no end"), new Finding(Verdict.PANIC, "oops")));
        assertThat(BROKEN_TRIAL.classify(List.of(), panic).status()).isEqualTo(TestStatus.UNCLEAR);
        assertThat(statusOf(BROKEN_TRIAL, Verdict.MASKED)).isEqualTo(TestStatus.UNCLEAR);
    }

    private static Judgement brokenFor(String... reasons) {
        return Judgement.of(Stream.of(reasons)
                .map(reason -> new Finding(Verdict.BROKEN, reason))
                .toList());
    }

    private static TestOutcomeClassifier namingReasons(List<String> bad, List<String> good) {
        return new TestOutcomeClassifier(
                new TargetReport(List.of(), bad.stream().map(BrokenReason::new).toList()),
                false,
                false,
                good.stream().map(BrokenReason::new).toList());
    }

    @Test
    void aTrialThatIsBrokenForAnotherReasonIsSkipped() throws Exception {
        TestOutcomeClassifier late = namingReasons(List.of("came 7 us after"), List.of());

        assertThat(late.target()).hasToString("a BROKEN trial (came 7 us after)");
        assertThat(late.classify(List.of(), brokenFor("no sound", "the infoframe came 506909 us after the sample")))
                .isEqualTo(new TestOutcome(
                        TestStatus.REPRODUCED, "BROKEN: the infoframe came 506909 us after the sample"));
        assertThat(late.classify(List.of(), brokenFor("no sound")))
                .isEqualTo(new TestOutcome(TestStatus.UNCLEAR, "BROKEN: no sound"));
        assertThat(late.classify(
                                List.of(),
                                Judgement.of(List.of(
                                        new Finding(Verdict.LATENCY, "late"), new Finding(Verdict.BROKEN, "no sound"))))
                        .status())
                .as("it may hide the reason that is searched for")
                .isEqualTo(TestStatus.UNCLEAR);
        assertThat(statusOf(late, Verdict.LATENCY)).isEqualTo(TestStatus.NOT_REPRODUCED);
        assertThat(statusOf(late, Verdict.CLEAN)).isEqualTo(TestStatus.NOT_REPRODUCED);
    }

    @Test
    void aTrialThatIsBrokenForHarmlessReasonsOnlyHasNotTheTarget() throws Exception {
        TestOutcomeClassifier silent = namingReasons(List.of("no sound"), List.of("status 1", "came 0 us after"));

        assertThat(silent.classify(List.of(), brokenFor("it came 5 us after", "ended with status 1"))
                        .status())
                .isEqualTo(TestStatus.NOT_REPRODUCED);
        assertThat(silent.classify(List.of(), brokenFor("it came 5 us after", "ended with status 2"))
                        .status())
                .as("another status is another reason")
                .isEqualTo(TestStatus.UNCLEAR);
        assertThat(silent.classify(List.of(), brokenFor("ended with status 127"))
                        .status())
                .isEqualTo(TestStatus.UNCLEAR);
        assertThat(silent.classify(List.of(), brokenFor("ended with status 1", "no sound"))
                        .status())
                .isEqualTo(TestStatus.REPRODUCED);
        assertThat(silent.classify(List.of(W1), brokenFor("ended with status 1"))
                        .status())
                .as("a report may have broken it")
                .isEqualTo(TestStatus.OTHER_REPORT);
    }

    @Test
    void aReportAndAReasonAreSearchedForTogether() throws Exception {
        TestOutcomeClassifier either = new TestOutcomeClassifier(
                new TargetReport(List.of("W1"), List.of(new BrokenReason("no sound"))), false, false);

        assertThat(either.target()).hasToString("W1 or a BROKEN trial (no sound)");
        assertThat(either.classify(List.of(W1), brokenFor("other")).status()).isEqualTo(TestStatus.REPRODUCED);
        assertThat(either.classify(List.of(), brokenFor("no sound")).status()).isEqualTo(TestStatus.REPRODUCED);
        assertThat(either.classify(List.of(), brokenFor("other")).status()).isEqualTo(TestStatus.UNCLEAR);
    }

    @Test
    void anInfrastructureErrorIsNoOutcome() {
        assertThatThrownBy(() -> STRICT.classify(List.of(W1), judgementOf(Verdict.INFRA)))
                .hasMessageContaining("because");
    }
}
