// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.MailHeaders;
import org.vc4lab.patch.MailHeaders.MailAddress;

class CommitMailTest {
    @TempDir
    Path folder;

    private TestGitRepository repository;
    private String start = "";

    @BeforeEach
    void makeTree() throws Exception {
        repository = TestGitRepository.create(folder.resolve("tree"), new ProcessRunner());
        start = repository.commit("a.c", "int a;\n");
    }

    private MailHeaders mailOf(String author, String message) throws Exception {
        String file = Files.writeString(folder.resolve("message"), message).toString();
        repository.git("commit", "-q", "--allow-empty", "--cleanup=verbatim", "--author=" + author, "-F", file);
        CommitRange range = repository.commitRange(folder.resolve("lab"), start);
        return CommitMail.of(range.repository(), repository.head());
    }

    @Test
    void goesToTheAuthorAndAllWhoSigned() throws Exception {
        MailHeaders mail = mailOf(
                "Jane Doe <j@x.org>",
                """
                drm/vc4: hdmi: Grüße

                Why.
                Signed-off-by: Nobody <in@the.text>

                Fixes: 0123456789ab ("drm/vc4: before")
                Cc: stable@vger.kernel.org # 5.10+
                Reported-by: Jürgen <r@x.org>
                Reviewed-by: A very long name, that is folded
                 <long@x.org>
                Signed-off-by: Jane Doe <j@x.org>
                Signed-off-by: M <m@x.org>
                Signed-off-by: M <m@x.org>
                """);

        assertThat(mail.subject()).isEqualTo("drm/vc4: hdmi: Grüße");
        assertThat(mail.from()).containsExactly(new MailAddress("Jane Doe", "j", "x.org"));
        assertThat(mail.others()).extracting(MailAddress::toString).contains("Jürgen <r@x.org>", "M <m@x.org>");
        assertThat(mail.others())
                .doesNotHaveDuplicates()
                .extracting(MailAddress::domain)
                .doesNotContain("the.text");
        assertThat(mail.date()).matches(".*\\d{4} \\d\\d:\\d\\d:\\d\\d [+-]\\d{4}");
        assertThat(mail.messageId()).isEmpty();
    }

    @Test
    void answersTheMailThatTheMaintainerTook() throws Exception {
        String signature = "Signed-off-by: A <a@x.org>\n";

        assertThat(mailOf(
                                "A <a@x.org>",
                                "a\n\nLink: https://lore.kernel.org/all/report@x.org/\n" + signature
                                        + "Link: https://patch.msgid.link/20261120-fix@x.org\n")
                        .messageId())
                .isEqualTo("<20261120-fix@x.org>");
        assertThat(mailOf("A <a@x.org>", "a\n\nLink: https://lore.kernel.org/r/20261120-fix@x.org\n" + signature)
                        .messageId())
                .isEqualTo("<20261120-fix@x.org>");
        assertThat(mailOf("A <a@x.org>", "a\n\nLink: https://bugs.x.org/show?a@b\n" + signature)
                        .messageId())
                .isEmpty();
    }

    /** Who writes a commit writes neither headers nor controls of a reply. */
    @Test
    void noControlComesOutOfACommit() throws Exception {
        MailHeaders mail = mailOf(
                "A\u001b[31m <a@x.org>",
                """
                a \u001b[31m \u202e b\rBcc: v@x.org

                Signed-off-by: M\rBcc: v@x.org <m@x.org>
                Link: https://lore.kernel.org/r/a\u0007@x.org
                """);

        assertThat(mail.toString()).doesNotContainPattern("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]");
        assertThat(mail.messageId()).isEmpty();
    }
}
