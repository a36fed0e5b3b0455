// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.exec.ProcessRunner;

/** Patches as mail programs send them and as others write them, read and applied with the real git. */
class PostedPatchesTest {
    private static final String FILE = "int f(int a)\n{\n\tif (a)\n\t\treturn 1;\n\treturn a + 2;\n}\n";
    private static final String HUNK =
            """
            @@ -2,5 +2,5 @@
             {
             \tif (a)
             \t\treturn 1;
            -\treturn a + 2;
            +\treturn a + 3;
             }
            """;
    private static final String DIFF = "diff --git a/src/f.c b/src/f.c\n--- a/src/f.c\n+++ b/src/f.c\n" + HUNK;
    private static final String PLAIN = "Content-Type: text/plain; charset=utf-8";

    private final Path folder;
    private final List<String> notes = new ArrayList<>();

    PostedPatchesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private List<Patch> read(String text) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("posted.mbox"), text, StandardCharsets.ISO_8859_1);
        return new SeriesReader(new ProcessRunner(), notes::add).read(file).patches();
    }

    private static String mail(String headers, String body) {
        return "From: A Sender <sender@example.org>\nDate: Thu, 1 Jan 2026 00:00:00 +0000\nSubject: [PATCH] fix\n"
                + headers + "\n\n" + body;
    }

    private PatchResult apply(Patch patch, String file) throws IOException, InterruptedException {
        PatchApplier.BaseFileSource origin = path ->
                Optional.of(path.equals("src/f.c") ? new FileState.Present(file, false) : new FileState.Absent());
        return new PatchApplier(new ProcessRunner())
                .applyAndExplain(
                        origin, List.of(), new Series("s", List.of(patch)), Files.createTempDirectory(folder, "apply"))
                .get(0);
    }

    private void assertApplies(String text) throws IOException, InterruptedException {
        assertThat(read(text)).singleElement().satisfies(patch -> assertThat(apply(patch, FILE))
                .isInstanceOf(PatchResult.Applies.class));
    }

    private String reasonOfFailure(String diff) throws IOException, InterruptedException {
        return ((PatchResult.Fails) apply(read(mail(PLAIN, "why\n---\n" + diff)).get(0), FILE)).reason();
    }

    @Test
    void theAuthorIsTheOneInTheText() throws Exception {
        String body = "From: =?utf-8?q?J=C3=B6rg?= <joerg@example.org>\n\nwhy\n---\n" + DIFF;

        assertThat(read(mail(PLAIN, body))).extracting(Patch::author).containsExactly("J\u00f6rg <joerg@example.org>");
    }

    @Test
    void aSenderWhoseNameIsNotAsciiIsTheAuthor() throws Exception {
        String mail = mail(PLAIN + "\nContent-Transfer-Encoding: quoted-printable", "why\n---\n" + DIFF)
                .replace("From: A Sender", "From: =?utf-8?q?Andr=C3=A9_M=C3=BCller?=");

        assertThat(read(mail.replace("\n", "\r\n")))
                .extracting(Patch::author)
                .containsExactly("Andr\u00e9 M\u00fcller <sender@example.org>");
    }

    @Test
    void flowedTextIsJoined() throws Exception {
        String flowed = DIFF.replace("\n ", "\n  ").replace("a/src/f.c b/src", "a/src/f.c \nb/src");

        assertApplies(mail("Content-Type: text/plain; charset=utf-8; format=flowed", "why\n---\n" + flowed));
    }

    /** In base64 each line ends as it did on the sender's machine. */
    @ParameterizedTest
    @CsvSource({"base64, true", "base64, false", "8bit, true"})
    void carriageReturnsOfTheMailAreDropped(String encoding, boolean returnsEverywhere) throws Exception {
        String body = "why\n---\n" + DIFF;
        String ended = returnsEverywhere ? body.replace("\n", "\r\n") : body;
        String encoded = encoding.equals("base64")
                ? Base64.getMimeEncoder().encodeToString(ended.getBytes(StandardCharsets.UTF_8))
                : ended;

        assertApplies(mail(PLAIN + "\nContent-Transfer-Encoding: " + encoding, encoded));
    }

    @Test
    void carriageReturnsOfABareDiffAreDropped() throws Exception {
        assertApplies(DIFF.replace("\n", "\r\n"));
    }

    @Test
    void carriageReturnsOfTheFileAreKept() throws Exception {
        String hunk = HUNK.lines().skip(1).reduce("", (text, line) -> text + line + "\r\n");
        String diff = DIFF.replace(HUNK, "@@ -2,5 +2,5 @@\n" + hunk);
        String encoded = Base64.getMimeEncoder().encodeToString(("why\n---\n" + diff).getBytes(StandardCharsets.UTF_8));
        Patch patch = read(mail(PLAIN + "\nContent-Transfer-Encoding: base64", encoded))
                .get(0);

        assertThat(apply(patch, FILE.replace("\n", "\r\n"))).isInstanceOf(PatchResult.Applies.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"i/ w/", "c/ i/", "1/ 2/", "old/ new/"})
    void otherPrefixesAreTakenOff(String prefixes) throws Exception {
        String[] both = prefixes.split(" ", -1);

        assertApplies(DIFF.replace("a/src", both[0] + "src").replace("b/src", both[1] + "src"));
        assertThat(notes).isEmpty();
    }

    @Test
    void pathsWithoutPrefixesAreReadAsSuch() throws Exception {
        assertApplies(DIFF.replace("a/src", "src").replace("b/src", "src"));

        assertThat(notes)
                .containsExactly("1 of 1 patches have paths without a/ and b/, and are read as with git am -p0");
    }

    @Test
    void newDeletedAndRenamedFilesNeedNoPrefixes() throws Exception {
        String diff =
                """
                diff --git src/new.c src/new.c
                new file mode 100644
                --- /dev/null
                +++ src/new.c
                @@ -0,0 +1 @@
                +new
                diff --git src/f.c src/moved/f.c
                similarity index 100%
                rename from src/f.c
                rename to src/moved/f.c
                """;
        Patch patch = read(diff).get(0);

        assertThat(patch.files()).containsExactly("src/new.c", "src/f.c", "src/moved/f.c");
        assertThat(apply(patch, FILE)).isInstanceOf(PatchResult.Applies.class);
    }

    @Test
    void aDiffOfSubversionNeedsNoPrefixes() throws Exception {
        assertApplies("Index: src/f.c\n=====\n--- src/f.c\t(revision 1)\n+++ src/f.c\t(working copy)\n" + HUNK);
    }

    /** Git takes off the first part of each path, whatever it is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "diff --git a/a.c a/a.c\n--- a/a.c\n+++ a/a.c\n",
                "diff --git a/a.c b/b.c\nsimilarity index 100%\nrename from a.c\nrename to b.c\n",
                "--- linux-5.10.orig/a.c\n+++ linux-5.10/a.c\n",
                "--- /dev/null\n+++ b/a.c\n",
                "prose\n"
            })
    void pathsWithPrefixesKeepThem(String headers) {
        assertThat(PrefixDetector.lacksPrefixes(headers + "@@ -1 +1 @@\n-one\n+two\n"))
                .isFalse();
    }

    @Test
    void aPathOutsideTheTreeNeedsNoPrefixToBeRefused() {
        String diff = "--- ../f.c\n+++ ../f.c\n" + HUNK;

        assertThat(Patch.of("p", "p", StripLevelRewriter.toStripLevelOne(diff, 0))
                        .findRefusal())
                .hasValueSatisfying(reason -> assertThat(reason).contains("leaves the tree"));
    }

    @ParameterizedTest
    @CsvSource({"'\t', '        '", "'\t', ' '", "'\treturn', '\u00a0return'"})
    void damagedWhitespaceIsNamed(String before, String after) throws Exception {
        String damaged = DIFF.replace(before, after).replace("\u00a0", "\u00c2\u00a0");

        assertThat(reasonOfFailure(damaged)).contains("patch failed: src/f.c").contains("whitespace is damaged");
    }

    @Test
    void wrappedLinesAreNamed() throws Exception {
        assertThat(reasonOfFailure(DIFF.replace("return a + 3", "return\na + 3")))
                .contains("a hunk ends too early")
                .contains("wrapped or lost");
    }

    @Test
    void otherContextIsNoDamage() throws Exception {
        assertThat(reasonOfFailure(DIFF.replace("if (a)", "if (b)"))).doesNotContain("whitespace");
    }

    /** Git takes the message to end there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "---\n src/f.c | 2 +-\n 1 file changed, 1 insertion(+), 1 deletion(-)\n\n",
                "---\nv2: as asked\n\n",
                "---\n"
            })
    void aDiffInTheMessageIsNoted(String separator) throws Exception {
        String inMessage = "Before, it was\n\n" + Diffs.ONE_TO_TWO + "\nwhich is wrong.\n" + separator;

        List<Patch> patches = read(mail(PLAIN, inMessage + DIFF + "-- \n2.39.5\n"));

        assertThat(patches).flatExtracting(Patch::files).contains("src/a.c", "src/f.c");
        assertThat(notes)
                .singleElement()
                .asString()
                .contains("the commit message of 'fix' contains a diff, which is applied, too, as git am does");
    }

    @Test
    void anIndentedDiffInTheMessageIsText() throws Exception {
        String inMessage = "Before, it was\n\n" + Diffs.ONE_TO_TWO.indent(4) + "\n---\n src/f.c | 2 +-\n\n";

        assertThat(read(mail(PLAIN, inMessage + DIFF)))
                .flatExtracting(Patch::files)
                .containsExactly("src/f.c");
        assertThat(notes).isEmpty();
    }

    /** The removed line "--" looks like the end of a message. */
    @Test
    void aRemovedLineOfDashesIsNoMessage() {
        assertThat(DiffText.startsInMessage("---\n a | 1 -\n\n--- a/a\n+++ b/a\n@@ -1,2 +1 @@\n---\n one\n-- \n2.39\n"))
                .isFalse();
    }
}
