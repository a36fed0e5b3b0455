// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which series of a mailbox is taken, and what is said of the others. */
class SeriesChooserTest {
    private static final String NOBODY = "";
    private static final String AUTHOR = "A Developer <dev@example.org>";
    private static final String REVIEWER = "A Reviewer <review@example.org>";

    private final List<PatchMail> mails = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** Adds a mail. A cover letter has no diff, each other mail one of its own. */
    private SeriesChooserTest mail(String author, String id, String parent, String subject) {
        SubjectLine line = SubjectLine.parse(subject);
        String text = subject.replace("RESEND ", "");
        String diff = line.isCoverLetter() ? "" : "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-one\n+" + text + "\n";
        String date = "Thu, 1 Jan 2026 00:00:0" + mails.size() + " +0000";
        List<String> references = parent.equals(NOBODY) ? List.of() : List.of(parent);
        MailHeaders headers = new MailHeaders(id, references, subject, date, List.of(), List.of());
        mails.add(new PatchMail(line, headers, author, diff));
        return this;
    }

    private SeriesChooserTest mail(String id, String parent, String subject) {
        return mail(AUTHOR, id, parent, subject);
    }

    private SeriesChooserTest mail(String subject) {
        return mail("", NOBODY, subject);
    }

    private List<String> chosen() throws IOException {
        return new SeriesChooser("m.mbox", new MailThread(mails), notes::add)
                .choose().stream().map(mail -> mail.subject().text()).toList();
    }

    private AbstractThrowableAssert<?, ?> assertRefused() {
        return assertThatThrownBy(this::chosen).isInstanceOf(PatchFormatException.class);
    }

    @Test
    void ofAStableReviewThosePatchesAreTakenThatAreThere() throws Exception {
        mail("s60", "s0", "[PATCH 6.1 060/231] b").mail("s59", "s0", "[PATCH 6.1 059/231] a");

        assertThat(chosen()).containsExactly("[PATCH 6.1 059/231] a", "[PATCH 6.1 060/231] b");
        assertThat(notes).containsExactly("m.mbox has 2 of the 231 patches of a series: 59, 60");
    }

    @Test
    void aSeriesThatLacksOnlySomeOfItsPatchesIsRefused() {
        mail("[PATCH 1/3] a").mail("[PATCH 2/3] b");

        assertRefused().hasMessageContaining("patch 3/3 is missing in m.mbox");
    }

    @Test
    void nothingIsNotedOfAWholeSeries() throws Exception {
        mail("c", NOBODY, "[PATCH v2 0/2] all")
                .mail("2", "c", "[PATCH v2 2/2] b")
                .mail("1", "c", "[PATCH v2 1/2] a")
                .mail(REVIEWER, "r", "1", "Re: [PATCH v2 1/2] a");

        assertThat(chosen()).containsExactly("[PATCH v2 1/2] a", "[PATCH v2 2/2] b");
        assertThat(notes).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "[PATCHv3 1/1] t,           3, 1, 1",
        "[RFCv2] t,                 2, 0, 0",
        "'[PATCH v6,2/3] t',        6, 2, 3",
        "[PATCH net-next V4 1/2] t, 4, 1, 2",
        "[RFC PATCH v12 03/11] t,  12, 3, 11",
        "[PATCH v5.10 1/2] t,       0, 1, 2",
        "[PATCH armv7 1/2] t,       0, 1, 2",
        "[RESEND] [PATCH v2 1/2] t, 2, 1, 2",
        "[PATCH] t,                 0, 0, 0"
    })
    void readsVersionAndNumber(String subject, int version, int number, int total) {
        assertThat(SubjectLine.parse(subject)).isEqualTo(new SubjectLine(subject, "t", false, version, number, total));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Re: [PATCH 1/2] t", "AW: [PATCH] t", "fwd:[PATCH] t", "Sv: t", "ODP: [PATCH] t"})
    void aReplyIsNoPatch(String subject) {
        assertThat(SubjectLine.parse(subject).isReply()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[PATCH] re: t", "drm: fix t", "[PATCH] t", "vc4: t"})
    void aPatchIsNoReply(String subject) {
        assertThat(SubjectLine.parse(subject).isReply()).isFalse();
    }

    @Test
    void theNewestVersionIsTakenAndTheOthersAreNamed() throws Exception {
        mail("[PATCHv3 1/1] fix").mail("[PATCH] fix").mail("[PATCH v2 1/1] fix");

        assertThat(chosen()).containsExactly("[PATCHv3 1/1] fix");
        assertThat(notes)
                .containsExactly("m.mbox: '[PATCHv3 1/1] fix' (Thu, 1 Jan 2026 00:00:00 +0000) is taken, left out: "
                        + "'[PATCH] fix' (Thu, 1 Jan 2026 00:00:01 +0000), "
                        + "'[PATCH v2 1/1] fix' (Thu, 1 Jan 2026 00:00:02 +0000)");
    }

    @Test
    void patchesBelowACoverLetterHaveItsVersion() throws Exception {
        mail("1", NOBODY, "[PATCH 1/1] a").mail("c", "1", "[PATCH v2 0/1] all").mail("2", "c", "[PATCH 1/1] a2");

        assertThat(chosen()).containsExactly("[PATCH 1/1] a2");
    }

    /** A reviewer posts how it might be done instead. */
    @Test
    void ofTwoSeriesInAThreadThatOfItsRootIsTaken() throws Exception {
        mail("a0", NOBODY, "[PATCH 0/2] one way")
                .mail("a1", "a0", "[PATCH 1/2] a")
                .mail("a2", "a0", "[PATCH 2/2] b")
                .mail(REVIEWER, "r", "a2", "Re: [PATCH 2/2] b")
                .mail(REVIEWER, "b0", "r", "[PATCH v4 0/1] another way")
                .mail(REVIEWER, "b1", "b0", "[PATCH v4 1/1] c")
                .mail(REVIEWER, "d1", "a1", "[PATCH] d");

        assertThat(chosen()).containsExactly("[PATCH 1/2] a", "[PATCH 2/2] b");
        assertThat(notes)
                .singleElement()
                .asString()
                .contains("[PATCH 0/2] one way", "[PATCH v4 0/1] another way", "[PATCH] d");
    }

    /** Unnumbered, so that nothing but the thread says that they do not belong together. */
    @Test
    void anAnswerWithAPatchIsNotMixedWithTheSeries() throws Exception {
        mail("a", NOBODY, "[PATCH] a").mail(REVIEWER, "b", "a", "[PATCH] b");

        assertThat(chosen()).containsExactly("[PATCH] a");
        assertThat(notes).hasSize(1);
    }

    @Test
    void twoThreadsAreRefusedAndNamed() {
        mail("a0", NOBODY, "[PATCH 0/1] one").mail("a1", "a0", "[PATCH 1/1] a");
        mail(REVIEWER, "b0", NOBODY, "[PATCH v2 0/1] two").mail(REVIEWER, "b1", "b0", "[PATCH v2 1/1] b");

        assertRefused()
                .hasMessageContaining("2 series in m.mbox")
                .hasMessageContaining("[PATCH 0/1] one")
                .hasMessageContaining("[PATCH v2 0/1] two");
    }

    @Test
    void twoSeriesOfOneAuthorAndVersionAreRefusedAndNamed() {
        mail("a0", NOBODY, "[PATCH 0/1] one").mail("a1", "a0", "[PATCH 1/1] a");
        mail("b0", NOBODY, "[PATCH 0/1] two").mail("b1", "b0", "[PATCH 1/1] b");

        assertRefused().hasMessageContaining("[PATCH 0/1] one").hasMessageContaining("[PATCH 0/1] two");
    }

    @Test
    void aSeriesThatWasSentAgainIsTheSame() throws Exception {
        mail("a0", NOBODY, "[PATCH 0/1] one").mail("a1", "a0", "[PATCH 1/1] a");
        mail("b0", NOBODY, "[PATCH RESEND 0/1] one").mail("b1", "b0", "[PATCH RESEND 1/1] a");

        assertThat(chosen()).containsExactly("[PATCH 1/1] a");
    }

    @Test
    void aMailThatCameByTwoListsCountsOnce() throws Exception {
        mail("1", NOBODY, "[PATCH] a").mail("1", NOBODY, "[PATCH] a").mail("2", NOBODY, "[PATCH] b");

        assertThat(chosen()).containsExactly("[PATCH] a", "[PATCH] b");
    }

    @Test
    void patchesThatAnswerEachOtherAreOneSeries() throws Exception {
        mail("3", "2", "[PATCH 3/3] c").mail("1", NOBODY, "[PATCH 1/3] a").mail("2", "1", "[PATCH 2/3] b");

        assertThat(chosen()).containsExactly("[PATCH 1/3] a", "[PATCH 2/3] b", "[PATCH 3/3] c");
    }

    @Test
    void patchesWhoseCoverLetterIsElsewhereAreOneSeries() throws Exception {
        mail("0", NOBODY, "[PATCH 0/3] all").mail("1", "0", "[PATCH 1/3] a");
        mail("2", "gone", "[PATCH 2/3] b").mail("3", "2", "[PATCH 3/3] c");

        assertThat(chosen()).containsExactly("[PATCH 1/3] a", "[PATCH 2/3] b", "[PATCH 3/3] c");
    }

    /** Version 2 replaces patch 2, version 3 patch 3, each in answer to what it replaces. */
    @Test
    void aPartialRerollHasTheOtherPatchesOfTheVersionBefore() throws Exception {
        mail("0", NOBODY, "[PATCH 0/3] all")
                .mail("1", "0", "[PATCH 1/3] a")
                .mail("2", "0", "[PATCH 2/3] b")
                .mail("3", "0", "[PATCH 3/3] c")
                .mail(REVIEWER, "r", "2", "Re: [PATCH 2/3] b")
                .mail("2b", "r", "[PATCH v2 2/3] b")
                .mail("3b", "3", "[PATCH v2 3/3] c")
                .mail("3c", "3b", "[PATCH v3 3/3] c");

        assertThat(chosen()).containsExactly("[PATCH 1/3] a", "[PATCH v2 2/3] b", "[PATCH v3 3/3] c");
        assertThat(notes)
                .containsExactly(
                        "m.mbox: version 3 replaces only 3 of 3; the others are taken from version 2",
                        "m.mbox: version 2 replaces only 2, 3 of 3; the others are taken from version 1");
    }

    @Test
    void aVersionThatReplacesNothingMustBeWhole() {
        mail("1", NOBODY, "[PATCH 1/3] a").mail("2", "1", "[PATCH 2/3] b").mail("3", "1", "[PATCH 3/3] c");
        mail("2b", NOBODY, "[PATCH v2 2/3] b");

        assertRefused().hasMessageContaining("patch 1/3 is missing in m.mbox: '[PATCH v2 2/3] b'");
    }

    /** Somebody saved the mails about one patch. */
    @Test
    void versionsOfOnePatchOfASeriesAreEnough() throws Exception {
        mail("3", NOBODY, "[PATCH 3/3] c").mail("3b", "3", "[PATCH v2 3/3] c");

        assertThat(chosen()).containsExactly("[PATCH v2 3/3] c");
    }

    @Test
    void threadsThatFormACircleEnd() throws Exception {
        mail("1", "2", "[PATCH 1/2] a").mail("2", "1", "[PATCH 2/2] b").mail("3", "3", "[PATCH 3/2] c");

        assertThat(chosen()).startsWith("[PATCH 1/2] a", "[PATCH 2/2] b");
    }

    @Test
    void aRefusalNamesTenOfManySeries() {
        for (int number = 0; number < 12; number++) {
            mail(number + "@", "c" + number, NOBODY, "[PATCH 0/1] s" + number);
            mail(number + "@", "p" + number, "c" + number, "[PATCH 1/1] p" + number);
        }

        assertRefused().hasMessageContaining("12 series in m.mbox").hasMessageContaining(" and 2 more; put the mails");
    }

    @Test
    void aMailboxOfAThousandMailsThatAnswerEachOtherIsRead() throws Exception {
        for (int number = 0; number < 1000; number++) {
            mail(number + "@", "m" + number, "m" + (number + 1), "[PATCH v" + number + "] t");
        }

        assertThat(chosen()).containsExactly("[PATCH v999] t");
    }
}
