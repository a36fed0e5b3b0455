// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.vc4lab.Nightly;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.Verdict;

/** 64-bit kernels with KASAN, which see what lockdep does not look for. */
@Nightly
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KasanIT {
    private final TestLab lab;

    KasanIT() throws Exception {
        this.lab = TestLab.open("arm64-kasan");
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void workThatOutlivesItsStreamIsReported() throws Exception {
        TrialResult result = run(lab.misleadingCandidate("frees-pending-work"));

        assertThat(result.judgement().verdict()).as(() -> explain(result)).isEqualTo(Verdict.OTHER_REPORT);
        assertThat(result.evidence().relevantReports())
                .first()
                .satisfies(report -> assertThat(report.kind()).isEqualTo(ReportKind.KASAN))
                .satisfies(report -> assertThat(report.title()).contains("use-after-free"));
    }

    @Test
    void cancelledWorkIsCleanAndKasanWasOn() throws Exception {
        TrialResult result = run(lab.candidate("deferred-infoframe"));

        assertThat(result.judgement().verdict()).as(() -> explain(result)).isEqualTo(Verdict.CLEAN);
        assertThat(result.evidence().log().reports())
                .filteredOn(report -> report.occurrence().fromCanary())
                .extracting(TrialReport::kind)
                .containsExactly(ReportKind.ATOMIC_SLEEP, ReportKind.LOCKDEP, ReportKind.KASAN);
    }

    private TrialResult run(Candidate candidate) throws Exception {
        return lab.run(
                lab.trial(candidate, "prompt"),
                ClockMode.DETERMINISTIC,
                TestLab.trialFolder(getClass()).resolve(candidate.name()));
    }

    private static String explain(TrialResult result) {
        return result.judgement().findings() + " in " + result.folder();
    }
}
