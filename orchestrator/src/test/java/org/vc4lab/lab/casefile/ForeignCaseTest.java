// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.lab.model.Case;
import org.vc4lab.patch.Series;
import org.vc4lab.patch.SeriesReader;

/** A case in a folder of somebody else: nothing in it leads out of it, and it is taken for no case of the lab's. */
final class ForeignCaseTest {
    @TempDir
    Path folder;

    private CaseRepository own;
    private Path elsewhere;

    @BeforeEach
    void writeCases() throws Exception {
        own = new CaseRepository(folder.resolve("own"), new Faults(List.of()));
        write(own.folder().resolve("groan"), "groan");
        elsewhere = folder.resolve("elsewhere/squeak");
        write(elsewhere, "squeak");
    }

    private static void write(Path caseFolder, String name) throws IOException {
        TestCase.makeFolders(caseFolder);
        Files.writeString(caseFolder.resolve("case.yaml"), TestCase.SILENT.replace("case: squeak", "case: " + name));
    }

    @Test
    void isTheOnlyCaseAndAStrangers() throws Exception {
        write(elsewhere.resolveSibling("beside"), "beside");
        CaseRepository cases = own.only(elsewhere.resolve("../squeak/."));
        Case squeak = cases.read("squeak");

        assertThat(cases.names()).containsExactly("squeak");
        assertThat(cases.defaultName()).isEqualTo("squeak");
        assertThat(squeak.folder().isOwn()).isFalse();
        assertThat(squeak.candidates()).isNotEmpty().noneMatch(squeak::isOwn);
    }

    @Test
    void aFolderOfTheLabIsItsOwn() throws Exception {
        CaseRepository cases = own.only(own.folder().resolve("groan"));
        Case groan = cases.read("groan");

        assertThat(cases.names()).containsExactly("groan");
        assertThat(groan.folder().isOwn()).isTrue();
        assertThat(groan.candidates()).isNotEmpty().allMatch(groan::isOwn);
    }

    /** Its evidence, notes and results would be read as those of the lab's case. */
    @Test
    void hasNoNameOfTheLabs() throws Exception {
        Path shadow = folder.resolve("elsewhere/groan");
        write(shadow, "groan");

        assertThatThrownBy(() -> own.only(shadow))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the lab has a case 'groan', too")
                .hasMessageContaining(shadow.toString());
        Path disguised = folder.resolve("elsewhere/moan");
        write(disguised, "groan");
        assertThatThrownBy(() -> own.only(disguised).read("moan"))
                .hasMessageContaining("'groan' does not match its folder 'moan'");
    }

    @Test
    void aLinkInPlaceOfItsFileIsNotFollowed() throws Exception {
        Path file = elsewhere.resolve("case.yaml");
        Files.move(file, folder.resolve("moved.yaml"));
        Files.createSymbolicLink(file, folder.resolve("moved.yaml"));

        assertThatThrownBy(() -> own.only(elsewhere))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no plain file " + file);
    }

    /** It would vanish from the lab's list otherwise. */
    @Test
    void theFileOfTheLabsOwnCaseMayBeALink() throws Exception {
        Path file = own.folder().resolve("groan/case.yaml");
        Files.move(file, folder.resolve("moved.yaml"));
        Files.createSymbolicLink(file, folder.resolve("moved.yaml"));

        assertThat(own.names()).containsExactly("groan");
        assertThat(own.read("groan").folder().isOwn()).isTrue();
    }

    @Test
    void itsFileIsBounded() throws Exception {
        Files.writeString(elsewhere.resolve("case.yaml"), "# " + "x".repeat(1 << 20) + "\n" + TestCase.SILENT);

        assertThatThrownBy(() -> own.only(elsewhere).read("squeak"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("larger than the limit of 1 MiB");
    }

    @ParameterizedTest
    @CsvSource({"base", "fix"})
    void aLinkInPlaceOfASeriesIsNotFollowed(String series) throws Exception {
        Files.delete(elsewhere.resolve(series));
        Files.createSymbolicLink(elsewhere.resolve(series), own.folder().resolve("groan/base"));

        assertThatThrownBy(() -> own.only(elsewhere).read("squeak"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(elsewhere.resolve(series) + " is no plain file: links");
    }

    @Test
    void aLinkInPlaceOfAPatchIsNotFollowed() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret.patch"), "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n");
        Files.createSymbolicLink(elsewhere.resolve("fix/0001-x.patch"), secret);

        assertThatThrownBy(() -> own.only(elsewhere))
                .hasMessageContaining(elsewhere.resolve("fix/0001-x.patch") + " is no plain file: links");
    }

    /** Opening one would block. */
    @Test
    void aFifoIsRefused() throws Exception {
        new ProcessRunner().run(Command.of("mkfifo", elsewhere.resolve("pipe").toString()));

        assertThatThrownBy(() -> own.only(elsewhere))
                .hasMessageContaining(elsewhere.resolve("pipe") + " is no plain file");
    }

    /** What has been checked is what is built: its owner may write at any time. */
    @Test
    void whatItsOwnerChangesLaterIsNotRead() throws Exception {
        Files.writeString(elsewhere.resolve("x.config"), "CONFIG_A=y\n");
        Files.writeString(elsewhere.resolve("fix/0001-x.patch"), diff("b"));
        Path file = elsewhere.resolve("case.yaml");
        Files.writeString(file, TestCase.SILENT.replace("base: base", "base: base\nfragments: [x.config]"));
        CaseRepository cases = own.only(elsewhere);
        Case squeak = cases.read("squeak");

        Files.writeString(elsewhere.resolve("x.config"), "CONFIG_A=\"/etc/shadow\"\n");
        Files.writeString(elsewhere.resolve("fix/0001-x.patch"), diff("c"));
        Files.delete(file);
        Files.createSymbolicLink(file, folder.resolve("own/groan/case.yaml"));

        assertThat(squeak.target().fragments()).singleElement().satisfies(fragment -> assertThat(fragment)
                .hasContent("CONFIG_A=y"));
        Series fix = new SeriesReader(new ProcessRunner())
                .read(squeak.candidate("fix").patches().orElseThrow());
        assertThat(fix.patches()).singleElement().satisfies(patch -> assertThat(patch.diff())
                .contains("+b"));
        assertThat(cases.read("squeak").name()).isEqualTo("squeak");
        assertThat(squeak.folder().file()).isRegularFile();
    }

    private static String diff(String line) {
        return "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+" + line + "\n";
    }

    @Test
    void itsSizeIsBounded() throws Exception {
        try (RandomAccessFile large =
                new RandomAccessFile(elsewhere.resolve("fix/a").toFile(), "rw")) {
            large.setLength(ForeignFolder.MOST_MIB << 20);
        }

        assertThatThrownBy(() -> own.only(elsewhere))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(elsewhere + " is larger than the limit of 64 MiB");
    }

    @Test
    void theNumberOfItsFilesIsBounded() throws Exception {
        for (int i = 0; i <= ForeignFolder.MOST_ENTRIES; i++) {
            Files.createFile(elsewhere.resolve("fix/" + i));
        }

        assertThatThrownBy(() -> own.only(elsewhere))
                .hasMessageContaining(elsewhere + " has more than 10000 files and folders");
    }

    @Test
    void theDepthOfItsFoldersIsBounded() throws Exception {
        Files.createDirectories(elsewhere.resolve("a/".repeat(16)));

        assertThatThrownBy(() -> own.only(elsewhere)).hasMessageContaining("is more than 16 levels below");
    }

    /** It need not be small, and the case cannot name what is in it. */
    @Test
    void whatIsHiddenIsNotCopied() throws Exception {
        Path hidden = Files.createDirectory(elsewhere.resolve(".git"));
        Files.createSymbolicLink(hidden.resolve("link"), folder);

        assertThat(own.only(elsewhere).read("squeak").folder().path().resolve(".git"))
                .doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "case: squeak | case: ../squeak | is no name",
                "base: base | base: ../../own/groan/base | is no name",
                "{name: fix, | {name: ../../own/groan/fix, | is no name",
                "config: armv7l-lockdep | config: armv7l-lockdep~fragments: [../x.config] | is no name of a fragment",
                "base: base | base: base~files: [../../secret.sh] | is no name of a file in the case's folder",
                "base: base | base: base~files: [/etc/passwd] | is no name of a file in the case's folder",
                "base: base | base: base~profiles: {p: {set: {ddc0: {edid-file: ../x}}}} | is no name of a file",
            })
    void noPathLeadsOutOfIt(String line, String replacement, String message) throws Exception {
        Path file = elsewhere.resolve("case.yaml");
        Files.writeString(file, TestCase.SILENT.replace(line, replacement.replace("~", "\n")));

        assertThatThrownBy(() -> own.only(elsewhere).read("squeak"))
                .hasMessageContaining(file + ":")
                .hasMessageContaining(message);
    }

    @Test
    void whatIsNoFolderOfACaseIsRefused() {
        assertThatThrownBy(() -> own.only(elsewhere.resolve("fix"))).hasMessageContaining("no plain file");
        assertThatThrownBy(() -> own.only(elsewhere.resolve("nope"))).hasMessageContaining("there is no folder");
        assertThatThrownBy(() -> own.only(elsewhere.resolve("case.yaml"))).hasMessageContaining("there is no folder");
    }
}
