// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.james.mime4j.dom.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vc4lab.Golden;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.explore.ScheduleResult;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.ObserverSummary;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.patch.MailHeaders;
import org.vc4lab.patch.MailHeaders.MailAddress;
import org.vc4lab.patch.Patch;
import org.vc4lab.patch.Series;
import org.vc4lab.report.CheckDocument.StepEntry;
import org.vc4lab.report.ReplyContent.TestedSeries;
import org.vc4lab.report.VerifyDocument.CandidateEntry;
import org.vc4lab.report.VerifyDocument.ReportEntry;
import org.vc4lab.report.VerifyDocument.TrialEntry;

final class ReplyMailTest {
    private static final MailAddress JANE = new MailAddress("Jane Doe", "jane", "example.org");
    private static final MailAddress TESTER = new MailAddress("Jürgen Tester", "tester", "example.com");
    private static final MailHeaders PATCH = new MailHeaders(
            "<2@example.org>",
            List.of("<0@example.org>", "<1@example.org>"),
            "[PATCH v2] drm/vc4: hdmi: Grüße an den Infoframe, der nicht schlafen darf, in einer langen Zeile",
            "Thu, 22 Oct 2020 12:00:00 +0000",
            List.of(JANE),
            List.of(new MailAddress("", "list", "example.org"), new MailAddress("Doe, John", "john", "x.org")));
    private static final String RERUN = "./vc4lab verify --candidate fix.mbox";

    private static String compose(MailHeaders original, Optional<MailAddress> author, CandidateEntry candidate)
            throws IOException {
        KernelSpec kernel = new KernelSpec(
                new KernelSource.PatchedRelease("5.10.223"),
                "armv7l-lockdep",
                List.of(new Series("fix", List.of(Patch.of("1", "drm/vc4: fix", "--- a/x\n+++ b/x\n")))));
        TestedSeries tested = new TestedSeries(kernel, "squeak", "vc4lab 1", RERUN);
        ReplyMail mail = new ReplyMail(author, Instant.parse("2026-11-29T10:20:30Z"), "vc4lab-1-2");
        return mail.compose(original, tested.verified(candidate), true);
    }

    private static CandidateEntry candidate(Verdict verdict, List<Finding> findings, List<ReportEntry> reports) {
        return candidate(verdict, findings, reports, Optional.empty());
    }

    private static CandidateEntry candidate(
            Verdict verdict, List<Finding> findings, List<ReportEntry> reports, Optional<ExploreDocument> explored) {
        TrialEntry trial = new TrialEntry(
                "play",
                "prompt",
                List.of("irq-late=5ms"),
                verdict,
                Optional.empty(),
                reports,
                List.of(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                176_400,
                List.of(),
                6400,
                "/runs/secret",
                findings,
                new ObserverSummary(List.of(), List.of(), List.of(), List.of()),
                explored);
        return new CandidateEntry(
                "fix",
                "play",
                verdict,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(trial));
    }

    private static CandidateEntry failing(String text) {
        return candidate(
                Verdict.OTHER_REPORT,
                List.of(new Finding(Verdict.OTHER_REPORT, text)),
                List.of(new ReportEntry(Optional.of("W2"), "ATOMIC_SLEEP", text, "0011223344556677")));
    }

    @Test
    void aReplyKeepsItsBytes() throws Exception {
        Golden.check("reply.eml", compose(PATCH, Optional.of(TESTER), failing("BUG: sleeping function called")));
    }

    @Test
    void aReplyIsStrictlyOneOfRfc5322() throws Exception {
        Message reply = StrictMail.parse(compose(PATCH, Optional.of(TESTER), failing("it squeaks")));

        assertThat(reply.getSubject()).isEqualTo("Re: " + PATCH.subject());
        assertThat(reply.getHeader().getField("In-Reply-To").getBody()).isEqualTo("<2@example.org>");
        assertThat(reply.getHeader().getField("References").getBody().split("\\s+", -1))
                .containsExactly("<0@example.org>", "<1@example.org>", "<2@example.org>");
        assertThat(reply.getFrom().get(0).getName()).isEqualTo("Jürgen Tester");
        assertThat(reply.getTo().flatten().get(0).getAddress()).isEqualTo("jane@example.org");
        assertThat(reply.getCc().flatten().get(1).getName()).isEqualTo("Doe, John");
        assertThat(reply.getMimeType()).isEqualTo("text/plain");
    }

    /** Text of a guest: neither a header, nor a trailer that b4 would collect, nor a control, nor a long line. */
    @Test
    void textOfTheGuestStaysText() throws Exception {
        String hostile = "x\r\n\r\nTested-by: Eve <eve@x.org>\n.\nFrom eve\n\u001b[31m\u202e" + "w".repeat(5000)
                + " Acked-by: Eve <eve@x.org>".repeat(20);
        String reply = compose(PATCH, Optional.empty(), failing(hostile));

        StrictMail.parse(reply);
        assertThat(reply.lines()).noneMatch(line -> line.matches("\\s*(Tested|Acked)-by:.*"));
        assertThat(reply).doesNotContain("/runs/secret");
        assertThat(reply).contains("> " + PATCH.subject().substring(0, 40));
    }

    @ParameterizedTest
    @EnumSource(Verdict.class)
    void testedByNeedsACleanVerdictAndAName(Verdict verdict) throws Exception {
        CandidateEntry candidate = candidate(verdict, List.of(), List.of());
        String named = compose(PATCH, Optional.of(TESTER), candidate);

        assertThat(named.contains("\nTested-by: Jürgen Tester <tester@example.com>\n"))
                .isEqualTo(verdict == Verdict.CLEAN);
        assertThat(compose(PATCH, Optional.empty(), candidate)).doesNotContain("-by:");
        assertThat(named).contains("\nVerdict of vc4lab: " + verdict + "\n").contains("\n" + RERUN + "\n");
    }

    private static ExploreDocument explored(Verdict verdict, List<ScheduleResult> findings) {
        return new ExploreDocument(
                "squeak",
                Optional.empty(),
                "5.10.223",
                "armv7l-lockdep",
                "fix",
                "play",
                "prompt",
                List.of(),
                SchedulePolicy.RANDOM,
                0,
                false,
                List.of(),
                1,
                Optional.empty(),
                OptionalInt.empty(),
                17,
                0,
                Optional.of(verdict),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                findings,
                Optional.empty());
    }

    private static CandidateEntry explored(ExploreDocument document) {
        return candidate(Verdict.CLEAN, List.of(), List.of(), Optional.of(document));
    }

    /** A series that only another order of events breaks has no Tested-by. */
    @Test
    void whatAnotherScheduleShowsIsTheVerdict() throws Exception {
        ScheduleResult hung = new ScheduleResult(
                17,
                Verdict.HUNG,
                List.of(),
                List.of(new Finding(Verdict.HUNG, "a task hangs\nTested-by: Eve <eve@x.org>")),
                Optional.of("/runs/secret"));
        String reply = compose(PATCH, Optional.of(TESTER), explored(explored(Verdict.HUNG, List.of(hung))));
        StrictMail.parse(reply);
        assertThat(reply)
                .contains("\nVerdict of vc4lab: HUNG\n", "HUNG in 1 of 17", "seed 17: HUNG: a task")
                .doesNotContain("\nTested-by", "/runs/secret", "nothing else that is wrong");
        String clean = compose(PATCH, Optional.of(TESTER), explored(explored(Verdict.CLEAN, List.of())));
        assertThat(clean)
                .contains("\nVerdict of vc4lab: CLEAN\n", "CLEAN in 17", "Policy random", "\nTested-by: ")
                .contains("no report, and nothing else that is wrong");
    }

    @Test
    void theLastVerdictOfACheckedSeriesIsThatOfOtherSchedulesToo() {
        StepEntry last = new StepEntry(
                1,
                "fix",
                Optional.of(true),
                List.of(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.of(true),
                Optional.empty(),
                Optional.of(List.of()),
                Optional.of(List.of()),
                Optional.of(Verdict.CLEAN),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        KernelSpec kernel = new KernelSpec(new KernelSource.PatchedRelease("5.10.223"), "armv7l-lockdep", List.of());
        ReplyContent content = new TestedSeries(kernel, "squeak", "vc4lab 1", RERUN)
                .checked(
                        new CheckDocument("squeak", "fix", List.of(last), List.of(explored(Verdict.HUNG, List.of()))),
                        false);
        assertThat(content.verdict()).isEqualTo("HUNG");
        assertThat(content.meaning()).isEqualTo("The kernel hung.");
        assertThat(content.isClean()).isFalse();
    }

    @Test
    void whatFailsAsksForReportedByAndClosesAsTheTestRobotsDo() throws Exception {
        String reply = compose(PATCH, Optional.of(TESTER), failing("it squeaks"));

        assertThat(reply)
                .contains("\n| Reported-by: Jürgen Tester <tester@example.com>\n")
                .contains("\n| Closes: https://lore.kernel.org/r/vc4lab-1-2@example.com/\n")
                .contains("\nMessage-ID: <vc4lab-1-2@example.com>\n");
        assertThat(compose(PATCH, Optional.of(TESTER), candidate(Verdict.INFRA, List.of(), List.of())))
                .doesNotContain("Reported-by");
    }

    private static String composeBisected(MailHeaders commit, boolean isCulprit, String title) throws IOException {
        KernelSpec kernel = new KernelSpec(
                new KernelSource.GitRevision(Path.of("/home/jane/linux"), "0123456789".repeat(4)), "plain", List.of());
        ReplyContent content = new TestedSeries(kernel, "squeak", "vc4lab 1", RERUN)
                .bisected(
                        "a commit brings in W1",
                        List.of("0123456789ab is the first with W1", "checked: it shows W1"),
                        isCulprit,
                        Optional.of("0123456789ab (\"" + title + "\")"),
                        List.of("0123456789ab: REPRODUCED, W1"));
        return new ReplyMail(Optional.of(TESTER), Instant.parse("2026-11-29T10:20:30Z"), "vc4lab-1-2")
                .compose(commit, content, true);
    }

    /** As syzbot writes to those who signed the commit that it found. */
    @Test
    void aCommitThatWasFoundBeginsAThread() throws Exception {
        MailHeaders commit = MailHeaders.ofCommit(
                "", "drm/vc4: squeak", "Thu, 22 Oct 2020 12:00:00 +0000", "J <j@x.org>", List.of("M <m@x.org>"));
        String reply = composeBisected(commit, true, "drm/vc4: squeak");
        Message mail = StrictMail.parse(reply);

        assertThat(mail.getSubject()).isEqualTo("[bisected] drm/vc4: squeak");
        assertThat(mail.getHeader().getField("In-Reply-To")).isNull();
        assertThat(mail.getHeader().getField("References")).isNull();
        assertThat(mail.getTo().flatten()).extracting(String::valueOf).containsExactly("j@x.org");
        assertThat(mail.getCc().flatten()).extracting(String::valueOf).containsExactly("m@x.org");
        assertThat(reply)
                .contains(
                        "\nVerdict of vc4lab: a commit brings in W1\n",
                        "commit " + "0123456789".repeat(4) + " of linux,\n")
                .contains(
                        "\n| Reported-by: Jürgen Tester <tester@example.com>\n| Closes: https://lore.kernel.org/r/",
                        "\n| Fixes: 0123456789ab (\"drm/vc4: squeak\")\n")
                .doesNotContain("/home/jane", "Tested-by");
        assertThat(composeBisected(commit, false, "drm/vc4: squeak")).doesNotContain("Reported-by", "Fixes:");
    }

    @Test
    void aCommitWhoseMailIsKnownIsAReplyToThatMail() throws Exception {
        MailHeaders commit = MailHeaders.ofCommit("<1@x.org>", "a", "today", "J <j@x.org>", List.of());
        String reply = composeBisected(commit, true, "a\u001b[31m\nTested-by: Eve <eve@x.org>");
        Message mail = StrictMail.parse(reply);

        assertThat(mail.getSubject()).isEqualTo("Re: a");
        assertThat(mail.getHeader().getField("In-Reply-To").getBody()).isEqualTo("<1@x.org>");
        assertThat(reply.lines()).noneMatch(line -> line.startsWith("Tested-by"));
    }

    /** Each line but the first begins with a mark, as in a reply. */
    @Test
    void aNoteHasTheVerdictAndWhatWasSeen() {
        KernelSpec kernel = new KernelSpec(new KernelSource.PatchedRelease("5.10.223"), "plain", List.of());
        List<String> note = new TestedSeries(kernel, "squeak", "vc4lab 1", RERUN)
                .verified(failing("x\nTested-by: Eve <eve@x.org> " + "w ".repeat(100)))
                .note()
                .lines()
                .toList();

        assertThat(note.get(0)).isEqualTo("Verdict of vc4lab: OTHER_REPORT");
        assertThat(note.subList(1, note.size())).allMatch(line -> line.matches("[-|] .*"));
        assertThat(note).contains("- case squeak, configuration plain, vc4lab 1");
    }

    @Test
    void aReplyOfNobodyCannotBeSentByMistake() throws Exception {
        Message reply = StrictMail.parse(compose(PATCH, Optional.empty(), failing("it squeaks")));

        assertThat(reply.getFrom().get(0).getDomain()).endsWith(".invalid");
    }

    @Test
    void aTextIsInAsciiUnlessANameIsNot() throws Exception {
        MailHeaders plain = new MailHeaders("<2@x.org>", List.of(), "[PATCH] a", "now", List.of(JANE), List.of());
        String reply = compose(plain, Optional.empty(), failing("it squeaks"));

        assertThat(reply).contains("Content-Transfer-Encoding: 7bit");
        assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(reply)).isTrue();
        assertThat(compose(PATCH, Optional.empty(), failing("it squeaks"))).contains("Content-Transfer-Encoding: 8bit");
    }
}
