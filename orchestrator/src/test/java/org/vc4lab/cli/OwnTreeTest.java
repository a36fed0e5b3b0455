// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.GitSandbox;
import org.vc4lab.cli.exit.ExitCode;

/** What the user gives as trees and series and what is none: refused with the reason, before anything is built. */
class OwnTreeTest {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Path folder;
    private final Path cache;
    private final GitSandbox user;

    OwnTreeTest(@TempDir Path folder) throws Exception {
        this.folder = folder;
        this.cache = folder.resolve("cache");
        this.user = GitSandbox.in(folder.resolve("linux"));
    }

    private void assertRefused(String reason, String... arguments) throws IOException {
        err.getBuffer().setLength(0);
        Map<String, String> before = user.state();
        Map<String, String> environment = Map.of("VC4LAB_CACHE", cache.toString(), "PATH", System.getenv("PATH"));
        CliContext cliContext = new CliContext(HOME, environment, Clock.systemUTC(), false);
        int status = Main.run(cliContext, new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        assertThat(status).as(err::toString).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains(reason);
        assertThat(cache).as("nothing is built").doesNotExist();
        assertThat(user.state()).as("nothing is written").isEqualTo(before);
    }

    private void assertVerifyRefuses(String reason, String... arguments) throws IOException {
        List<String> commandLine =
                new ArrayList<>(List.of("verify", "--tree", user.folder().toString()));
        commandLine.addAll(List.of(arguments));
        assertRefused(reason, commandLine.toArray(String[]::new));
    }

    /** As a candidate, and as a series to check. */
    private void assertSeriesRefused(String reason, String series) throws IOException {
        assertVerifyRefuses(reason, "--candidate", series);
        assertRefused(reason, "check", "--tree", user.folder().toString(), series);
    }

    /** What comes next is refused, so that nothing is built. */
    private void assertWarnsAboutChanges(String... arguments) throws IOException {
        err.getBuffer().setLength(0);
        Map<String, String> before = user.state();
        Map<String, String> environment =
                Map.of("VC4LAB_CACHE", cache.toString(), "VC4LAB_CACHE_GIB", "many", "PATH", System.getenv("PATH"));
        CliContext cliContext = new CliContext(HOME, environment, Clock.systemUTC(), false);
        int status = Main.run(cliContext, new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        assertThat(status).as(err::toString).isEqualTo(ExitCode.INFRASTRUCTURE);
        assertThat(err.toString())
                .containsOnlyOnce(
                        "uncommitted changes in " + user.folder() + " are not tried: src/a.c and 1 other file\n");
        assertThat(out.toString()).isEmpty();
        assertThat(user.state()).as("nothing is written").isEqualTo(before);
    }

    @Test
    void warnsThatUncommittedChangesAreNotTried() throws Exception {
        String tree = user.folder().toString();
        user.write("src/b.c", "b\n");
        user.commit("second");
        user.write("src/a.c", "changed\n");
        user.write("src/b.c", "changed\n");

        assertWarnsAboutChanges("verify", "--tree", tree, "--format", "json");
        assertWarnsAboutChanges("check", "--tree", tree, "--format", "json", "HEAD~..HEAD");
        assertWarnsAboutChanges("bisect", "--tree", tree, "--good", "HEAD~", "--bad", "HEAD");
        assertWarnsAboutChanges("step", "--tree", tree);
    }

    @Test
    void refusesAFolderThatIsNoGitTree() throws Exception {
        Path plain = Files.createDirectory(folder.resolve("plain"));
        assertRefused("not a git tree: " + plain, "verify", "--tree", plain.toString());
        assertRefused("not a git tree: " + plain, "check", "--tree", plain.toString(), "hw-params");
    }

    @Test
    void refusesToCheckARangeWithoutAPatch() throws Exception {
        assertRefused("no patch in 'base'", "check", "base");
        assertRefused("no candidate of vc4-hdmi-atomic-sleep 'nope'", "check", "nope");
        assertRefused("Missing required parameter: 'SERIES'", "check");
    }

    @Test
    void refusesAnUnknownRevision() throws Exception {
        assertVerifyRefuses("no such revision in " + user.folder() + ": 'v9.9'", "--rev", "v9.9");
    }

    @Test
    void refusesATreeThatIsNoKernel() throws Exception {
        user.git("rm", "-q", "Kconfig");
        user.commit("no kernel any more");
        assertVerifyRefuses("not a kernel's tree: " + user.folder() + " has no Kconfig");
    }

    @Test
    void refusesInvalidOptions() throws Exception {
        assertRefused("--rev belongs to --tree", "verify", "--rev", "HEAD");
        assertRefused("--on-base belongs to --tree", "verify", "--on-base");
        assertVerifyRefuses("--kernel and --tree exclude each other", "--kernel", "6.1.176");
        assertRefused(
                "exclude each other",
                "check",
                "--tree",
                user.folder().toString(),
                "--kernel",
                "6.1.176",
                "HEAD~..HEAD");
        for (String prefix : List.of("a b", "aarch64-linux-gnu--", "aarch64-linux-gnu", "a--b-", "a+b-", "../a-")) {
            assertRefused(
                    "--cross-compile takes the prefix of a compiler's name", "verify", "--cross-compile=" + prefix);
        }
        assertRefused("gcc is for vax-dec-, and configuration ", "verify", "--cross-compile=/no/vax-dec-");
        assertRefused("gcc is for vax-dec-, and configuration ", "matrix", "--cross-compile=/no/vax-dec-");
        assertRefused("a range needs --tree: 'HEAD~..HEAD'", "verify", "--candidate", "HEAD~..HEAD");
    }

    @ParameterizedTest
    @CsvSource({
        "HEAD..HEAD,  no commit in the range",
        "nope..HEAD,  no such revision",
        "HEAD...HEAD, three dots",
        "nope,        no candidate of vc4-hdmi-atomic-sleep 'nope'"
    })
    void refusesRangesWithoutASeries(String range, String reason) throws Exception {
        assertSeriesRefused(reason, range);
    }

    @Test
    void refusesNotesOnCommitsThatAreNotTestedAsTheyAre() throws Exception {
        user.write("src/a.c", "two\n");
        user.commit("second");
        String tree = user.folder().toString();

        for (String option : List.of("--on-base", "--rev=HEAD")) {
            assertRefused("--notes takes a range A..B", "check", "--tree", tree, "HEAD~..HEAD", "--notes", option);
        }
        assertRefused("--notes takes a range A..B", "check", "hw-params", "--notes");
        assertVerifyRefuses("--notes takes a commit as it is", "--candidate=hw-params", "--notes");
        assertVerifyRefuses("--notes takes a commit as it is", "--candidate=base", "--candidate=HEAD~..", "--notes");
    }

    @Test
    void refusesARangeWithAMerge() throws Exception {
        user.git("checkout", "-q", "-b", "side");
        user.write("side", "x\n");
        user.commit("on the side");
        user.git("checkout", "-q", "master");
        user.git("merge", "-q", "--no-ff", "--no-edit", "side");
        assertSeriesRefused("the range HEAD^..HEAD holds a merge", "HEAD^..HEAD");
    }

    @Test
    void refusesFoldersAndFilesWithoutAPatch() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertSeriesRefused("no patch in the folder " + empty, empty.toString());
        Path quilt = Files.createDirectory(folder.resolve("quilt"));
        Files.writeString(quilt.resolve("series"), "# nothing yet\n");
        assertSeriesRefused("no patch in the folder " + quilt, quilt.toString());
        Path prose = Files.writeString(folder.resolve("prose.mbox"), "Dear all,\nplease apply.\n");
        assertSeriesRefused("neither a diff nor a mail: " + prose, prose.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "a/../../escape,             leaves the tree",
        "a/drivers/../../../escape,  leaves the tree",
        "/etc/vc4lab-evil,           absolute path",
        "a//etc/vc4lab-evil,         absolute path",
        "a/.git/hooks/post-checkout, inside .git",
        "a/drivers/.GIT/config,      inside .git",
    })
    void refusesPatchesThatWriteOutsideTheTree(String path, String reason) throws Exception {
        Path evil = Files.writeString(
                folder.resolve("evil.patch"), "--- /dev/null\n+++ " + path + "\n@@ -0,0 +1 @@\n+evil\n");
        assertSeriesRefused("refused: evil.patch: ", evil.toString());
        assertThat(err.toString()).contains(reason);
        assertRefused(reason, "verify", "--candidate", evil.toString());
        assertThat(Path.of("/etc/vc4lab-evil")).doesNotExist();
    }

    @Test
    void refusesPatchesThatCreateLinks() throws Exception {
        String link =
                """
                diff --git a/l b/l
                new file mode 120000
                --- /dev/null
                +++ b/l
                @@ -0,0 +1 @@
                +/etc
                \\ No newline at end of file
                """;
        Path evil = Files.writeString(folder.resolve("evil.patch"), link);
        assertSeriesRefused("refused: evil.patch: it makes or changes a symbolic link", evil.toString());
    }

    @Test
    void refusesARangeThatCreatesALink() throws Exception {
        Files.createSymbolicLink(user.folder().resolve("l"), Path.of("/etc"));
        user.commit("link");
        assertSeriesRefused("it makes or changes a symbolic link", "HEAD~..HEAD");
    }
}
