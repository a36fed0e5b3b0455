// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vc4lab.kernellog.Kind;
import org.vc4lab.lab.Finding;
import org.vc4lab.lab.Judgement;
import org.vc4lab.lab.Phase;
import org.vc4lab.lab.SeenReport;
import org.vc4lab.lab.Verdict;

class SightRulesTest {
    private static final SeenReport W1 = report(Phase.SCENARIO, Kind.ATOMIC_SLEEP, "W1");
    private static final SeenReport AT_BOOT = report(Phase.BOOT, Kind.ATOMIC_SLEEP, "");
    private static final SightRules PLAIN = new SightRules(new Wanted(List.of("W1")), false, false);
    private static final SightRules ASKED = new SightRules(new Wanted(List.of("W1")), true, true);

    private static SeenReport report(Phase phase, Kind kind, String name) {
        return report(phase, kind, name, List.of("dump_stack", "of_" + phase, "sys_ioctl"));
    }

    private static SeenReport report(Phase phase, Kind kind, String name, List<String> functions) {
        return new SeenReport(
                phase,
                kind,
                "BUG: in of_" + phase,
                "0123456789abcdef",
                Optional.of(name).filter(given -> !given.isEmpty()),
                Optional.empty(),
                functions,
                1,
                false,
                false,
                1,
                2);
    }

    private static Judgement judged(Verdict verdict) {
        return new Judgement(verdict, List.of(new Finding(verdict, "because")));
    }

    private static Sight.Kind kind(SightRules rules, Verdict verdict, SeenReport... found) throws Exception {
        return rules.sight(List.of(found), judged(verdict)).kind();
    }

    @Test
    void theTargetReportIsReproducedWhateverElseThereIs() throws Exception {
        assertThat(kind(PLAIN, Verdict.REPRODUCED, W1)).isEqualTo(Sight.Kind.SHOWN);
        assertThat(kind(PLAIN, Verdict.PANIC, AT_BOOT, W1)).isEqualTo(Sight.Kind.SHOWN);
        SightRules bySignature = new SightRules(new Wanted(List.of("0123456789abcdef")), false, false);
        assertThat(kind(bySignature, Verdict.OTHER_REPORT, AT_BOOT)).isEqualTo(Sight.Kind.SHOWN);
    }

    @Test
    void theTargetReportsCallTraceIsReturned() throws Exception {
        SeenReport untold = report(Phase.SCENARIO, Kind.ATOMIC_SLEEP, "W1", List.of("dump_stack", "sys_ioctl"));
        Sight shown = PLAIN.sight(List.of(AT_BOOT, W1), judged(Verdict.REPRODUCED));

        assertThat(shown.functions()).containsExactly("of_SCENARIO", "sys_ioctl");
        assertThat(PLAIN.sight(List.of(untold), judged(Verdict.REPRODUCED)).functions())
                .as("the title names no function of the trace")
                .isEmpty();
        assertThat(PLAIN.sight(List.of(AT_BOOT), judged(Verdict.OTHER_REPORT)).functions())
                .isEmpty();
    }

    @Test
    void theTargetReportIsAbsentOnlyWithProof() throws Exception {
        assertThat(kind(PLAIN, Verdict.CLEAN)).isEqualTo(Sight.Kind.ABSENT);
        assertThat(kind(PLAIN, Verdict.LATENCY)).isEqualTo(Sight.Kind.ABSENT);
    }

    @ParameterizedTest
    @EnumSource(names = {"MASKED", "BROKEN", "PANIC", "HUNG"})
    void withoutProofThereIsNoOutcome(Verdict verdict) throws Exception {
        assertThat(kind(PLAIN, verdict)).isEqualTo(Sight.Kind.UNCLEAR);
        assertThat(kind(ASKED, verdict)).isEqualTo(Sight.Kind.UNCLEAR);
    }

    @Test
    void anotherReportIsNoOutcomeUnlessAsked() throws Exception {
        assertThat(kind(PLAIN, Verdict.OTHER_REPORT, AT_BOOT)).isEqualTo(Sight.Kind.OTHER_REPORT);
        assertThat(kind(ASKED, Verdict.OTHER_REPORT, AT_BOOT)).isEqualTo(Sight.Kind.ABSENT);
    }

    /** Lockdep switches itself off, and the check for sleeps keeps silent for a second after each report. */
    @Test
    void anotherReportThatMayHideTheTargetIsNoProof() throws Exception {
        SeenReport lockdep = report(Phase.BOOT, Kind.LOCKDEP, "");
        SeenReport meanwhile = report(Phase.SCENARIO, Kind.ATOMIC_SLEEP, "");
        assertThat(kind(ASKED, Verdict.OTHER_REPORT, lockdep)).isEqualTo(Sight.Kind.OTHER_REPORT);
        assertThat(kind(ASKED, Verdict.OTHER_REPORT, AT_BOOT, meanwhile)).isEqualTo(Sight.Kind.OTHER_REPORT);
    }

    @Test
    void aKernelThatDoesNotBootIsBadOnlyIfAsked() throws Exception {
        assertThat(kind(PLAIN, Verdict.NO_BOOT)).isEqualTo(Sight.Kind.NO_BOOT);
        assertThat(kind(ASKED, Verdict.NO_BOOT)).isEqualTo(Sight.Kind.SHOWN);
    }

    @Test
    void anInfrastructureErrorIsNoOutcome() {
        assertThatThrownBy(() -> PLAIN.sight(List.of(W1), judged(Verdict.INFRA)))
                .hasMessageContaining("because");
    }
}
