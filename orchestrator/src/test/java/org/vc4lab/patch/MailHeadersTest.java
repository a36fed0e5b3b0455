// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.MailHeaders.MailAddress;

/** The mails of a thread, and which of them a reply about a series answers. */
class MailHeadersTest {
    private final ProcessRunner runner = new ProcessRunner();

    @TempDir
    Path folder;

    private static String mail(String headers, String body) {
        return "From mboxrd@z Thu Jan  1 00:00:00 1970\n" + headers + "Date: Thu, 22 Oct 2020 12:00:00 +0000\n\n" + body
                + "\n\n";
    }

    private static String patch(String headers, String diff) {
        return mail("From: Jane Doe <jane@example.org>\n" + headers, "Why.\n\n---\n" + diff + "-- \n2.39.5\n");
    }

    private MailHeaders find(String thread) throws IOException, InterruptedException {
        return read(Files.writeString(folder.resolve("thread.mbox"), thread, StandardCharsets.UTF_8))
                .orElseThrow();
    }

    private Optional<MailHeaders> read(Path thread) throws IOException, InterruptedException {
        return new SeriesReader(runner).read(thread).patches().get(0).mailToReplyTo();
    }

    @Test
    void theNewestVersionOfAPatchIsRepliedTo() throws Exception {
        MailHeaders mail = find(patch("Message-ID: <1@x.org>\nSubject: [PATCH] a: b\n", Diffs.ONE_TO_TWO)
                + mail(
                        """
                        From: R <r@x.org>
                        Message-ID: <2@x.org>
                        In-Reply-To: <1@x.org>
                        Subject: Re: [PATCH] a: b
                        """,
                        "No.\n")
                + patch(
                        """
                        Message-ID: <3@x.org>
                        References: <1@x.org>
                         <2@x.org>
                        Subject: [PATCH v2] a: b
                        To: list@x.org, =?utf-8?q?J=C3=BCrgen?= <j@x.org>
                        Cc: R <r@x.org>
                        """,
                        Diffs.TWO_TO_THREE));

        assertThat(mail.messageId()).isEqualTo("<3@x.org>");
        assertThat(mail.references()).containsExactly("<1@x.org>", "<2@x.org>");
        assertThat(mail.subject()).isEqualTo("[PATCH v2] a: b");
        assertThat(mail.from()).containsExactly(new MailAddress("Jane Doe", "jane", "example.org"));
        assertThat(mail.others())
                .extracting(MailAddress::toString)
                .containsExactly("list@x.org", "Jürgen <j@x.org>", "R <r@x.org>");
    }

    @Test
    void theCoverLetterIsRepliedToIfItIsThere() throws Exception {
        MailHeaders mail = find(mail(
                        "From: J <j@x.org>\nMessage-ID: <0@x.org>\nSubject: [PATCH 0/2] a\n", "All of it.\n")
                + patch("Message-ID: <1@x.org>\nIn-Reply-To: <0@x.org>\nSubject: [PATCH 1/2] a: b\n", Diffs.ONE_TO_TWO)
                + patch(
                        "Message-ID: <2@x.org>\nIn-Reply-To: <0@x.org>\nSubject: [PATCH 2/2] a: c\n",
                        Diffs.TWO_TO_THREE));

        assertThat(mail.messageId()).isEqualTo("<0@x.org>");
    }

    @Test
    void mailsOfAFolderAreFoundBesideOtherFiles() throws Exception {
        Files.writeString(folder.resolve("README"), "no mail");
        Files.writeString(folder.resolve("a-empty"), "");
        Files.writeString(folder.resolve("b-empty"), "");
        Files.createSymbolicLink(folder.resolve("0000.patch.orig"), Path.of("/dev/zero"));
        Files.writeString(
                folder.resolve("0001-b.patch"),
                patch("Message-ID: <1@x.org>\nSubject: [PATCH] a: b\n", Diffs.ONE_TO_TWO));

        assertThat(read(folder)).map(MailHeaders::messageId).contains("<1@x.org>");
    }

    @Test
    void aThreadMayBePacked() throws Exception {
        Path thread = folder.resolve("thread.mbox.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(thread))) {
            out.write(patch("Message-ID: <1@x.org>\nSubject: [PATCH] a: b\n", Diffs.ONE_TO_TWO)
                    .getBytes(StandardCharsets.UTF_8));
        }

        assertThat(read(thread)).map(MailHeaders::messageId).contains("<1@x.org>");
    }

    /** A new version is often sent in answer to the old one, whose cover letter is not its own. */
    @Test
    void theCoverLetterOfAnOlderVersionIsNotRepliedTo() throws Exception {
        MailHeaders mail = find(mail(
                        "From: J <j@x.org>\nMessage-ID: <0@x.org>\nSubject: [PATCH 0/2] a\n", "All of it.\n")
                + patch("Message-ID: <1@x.org>\nIn-Reply-To: <0@x.org>\nSubject: [PATCH 1/2] a: b\n", Diffs.ONE_TO_TWO)
                + patch(
                        "Message-ID: <2@x.org>\nIn-Reply-To: <0@x.org>\nSubject: [PATCH 2/2] a: c\n",
                        Diffs.TWO_TO_THREE)
                + patch("Message-ID: <3@x.org>\nIn-Reply-To: <0@x.org>\nSubject: [PATCH v2] a: b\n", Diffs.ONE_TO_TWO));

        assertThat(mail.messageId()).isEqualTo("<3@x.org>");
    }

    @Test
    void theMailThatIsAnsweredIsTheLastOfTheReferences() throws Exception {
        MailHeaders mail = find(patch(
                """
                Message-ID: <3@x.org>
                References: <0@x.org> <1@x.org> <2@x.org>
                In-Reply-To: <1@x.org>
                Subject: [PATCH v2] a: b
                """,
                Diffs.ONE_TO_TWO));

        assertThat(mail.references()).containsExactly("<0@x.org>", "<2@x.org>", "<1@x.org>");
    }

    /** Three hundred maintainers, as a patch of the whole tree has. */
    @Test
    void aLongHeaderIsRead() throws Exception {
        String recipients = "A Maintainer <a.maintainer@subsystem.example.org>,\n ".repeat(300) + "z@x.org";
        MailHeaders mail =
                find(patch("To: " + recipients + "\nMessage-ID: <1@x.org>\nSubject: [PATCH] a: b\n", Diffs.ONE_TO_TWO));

        assertThat(mail.messageId()).isEqualTo("<1@x.org>");
    }

    @Test
    void aPatchWithoutAnIdCannotBeRepliedTo() throws Exception {
        Path mail = Files.writeString(folder.resolve("fix.mbox"), patch("Subject: [PATCH] a: b\n", Diffs.ONE_TO_TWO));
        Path diff = Files.writeString(folder.resolve("fix.diff"), Diffs.ONE_TO_TWO);

        assertThat(read(mail)).isEmpty();
        assertThat(read(diff)).isEmpty();
    }

    /** An encoded word may hold line ends and any other control. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "=?utf-8?q?x=0d=0aBcc:_victim@x.org?=",
                "=?utf-8?b?eA0KQmNjOiB2aWN0aW1AeC5vcmc=?=",
                "x =?utf-8?q?=e2=80=a8Bcc:_a=1b[31m=e2=80=ae?=",
                "=?iso-8859-1?q?x=01=07=85?="
            })
    void noControlComesOutOfAHeader(String hostile) throws Exception {
        MailHeaders mail = find(patch(
                "Message-ID: <1@x.org>\nSubject: [PATCH] " + hostile + "\nTo: " + hostile + " <a@x.org>\n",
                Diffs.ONE_TO_TWO));

        assertThat(mail.subject() + mail.others()).doesNotContainPattern("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]");
    }

    @Test
    void headersAreBounded() throws Exception {
        String ids = "<r@x.org>\n ".repeat(50);
        String addresses = "a@x.org,\n ".repeat(300) + "z@x.org";
        MailHeaders mail = find(patch(
                "Message-ID: <1@x.org>\nReferences: " + ids + "<last@x.org>\nSubject: [PATCH] " + "long ".repeat(150)
                        + "\nTo: " + addresses + "\n",
                Diffs.ONE_TO_TWO));

        assertThat(mail.references()).hasSizeLessThanOrEqualTo(20).last().isEqualTo("<last@x.org>");
        assertThat(mail.subject()).hasSizeLessThanOrEqualTo(200);
        assertThat(mail.others()).hasSizeLessThanOrEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<1 2@x.org>", "<1@x.org\u0007>", "<@>", "1@x.org", "<\"a\"b>"})
    void anIdThatIsNoneIsNotTaken(String id) {
        byte[] mail = ("Message-ID: " + id + "\n\n").getBytes(StandardCharsets.UTF_8);

        assertThat(MailHeaders.read(new ByteArrayInputStream(mail)).messageId()).isEmpty();
    }

    @Test
    void readsNameAndAddress() {
        assertThat(MailAddress.parse("Jürgen Doe <j.d@x.org>")).contains(new MailAddress("Jürgen Doe", "j.d", "x.org"));
        for (String none : List.of("", "Jane", "a@x.org, b@x.org", "J <j@x org>", "J <j@x.org>\nBcc: v@x.org")) {
            assertThat(MailAddress.parse(none)).as(none).isEmpty();
        }
    }
}
