// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.exec.TempDirectory;
import picocli.CommandLine;

class CommandLineTest {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @Test
    void anUnknownCaseIsRefusedWithTheListOfCases() {
        assertThat(run(HOME, "verify", "--case", "nope")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("nope").contains("vc4-hdmi-atomic-sleep");
    }

    @Test
    void aFolderHereThatIsNoCaseOfTheLabsIsSuggested() throws Exception {
        try (TempDirectory here = new TempDirectory(Files.createTempDirectory(Path.of(""), "my-bug-"))) {
            Files.createFile(here.path().resolve("case.yaml"));

            assertThat(run(HOME, "verify", "--case", here.path().toString())).isEqualTo(ExitCode.USAGE);
            assertThat(err.toString()).contains("the folder here is --case ./" + here.path());
        }
    }

    @Test
    void anUnknownCandidateIsRefusedWithTheListOfCandidates() {
        assertThat(run(HOME, "verify", "--candidate", "nope")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("nope")
                .contains("deferred-infoframe")
                .contains("busy-wait");
    }

    @Test
    void namesTheLineOfABrokenCaseFile() throws Exception {
        Path broken = Files.createDirectories(folder.resolve("patches/mine")).resolve("case.yaml");
        String good = Files.readString(HOME.resolve("patches/vc4-hdmi-atomic-sleep/case.yaml"));
        Files.writeString(broken, good.replaceFirst("(?m)^summary: .*$", "summary: [not, a, text]"));
        Path faults = folder.resolve("qemu-images/emulator/faults.yaml");
        Files.createDirectories(faults.resolveSibling(""));
        Files.copy(HOME.resolve("qemu-images/emulator/faults.yaml"), faults);
        long line = good.lines().takeWhile(text -> !text.startsWith("summary:")).count() + 1;

        assertThat(run(folder, "verify", "--case", "mine")).isGreaterThanOrEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains(broken + ":" + line + ":").contains("summary");
    }

    /** A name is one of patches/, a path a folder elsewhere. */
    @Test
    void aCaseMayBeAFolderElsewhere() throws Exception {
        Path elsewhere = folder.resolve("elsewhere/mine");
        FileUtils.copyDirectory(HOME.resolve("patches/vc4-hvs-srcu-leak").toFile(), elsewhere.toFile());
        String text = Files.readString(elsewhere.resolve("case.yaml"));
        Files.writeString(elsewhere.resolve("case.yaml"), text.replaceFirst("case: vc4-hvs-srcu-leak", "case: mine"));

        assertThat(run(HOME, "verify", "--case", elsewhere.toString(), "--candidate", "nope"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("no-gamma-table").doesNotContain("deferred-infoframe");
        assertThat(run(HOME, "verify", "--case", elsewhere + "/../neighbour")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--case: there is no folder").contains("neighbour");
        assertThat(run(HOME, "bisect", "--case", elsewhere + "/", "--series", "x", "--report", "nope"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("LEAK-WORK");
    }

    @Test
    void aFolderElsewhereThatIsNamedLikeACaseOfTheLabIsRefused() throws Exception {
        Path shadow = folder.resolve("vc4-hvs-srcu-leak");
        FileUtils.copyDirectory(HOME.resolve("patches/vc4-hvs-srcu-leak").toFile(), shadow.toFile());

        assertThat(run(HOME, "shrink", "--case", shadow.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("the lab has a case 'vc4-hvs-srcu-leak', too");
    }

    static Set<String> commands() {
        return new Main(context(HOME, Path.of("")))
                .commandLine().getSubcommands().values().stream()
                        .map(CommandLine::getCommandName)
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void hasTheCommandsOfTheReadme() {
        assertThat(commands()).contains("verify", "check", "bisect", "matrix", "dmesg", "doctor");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelp(String command) {
        String[] arguments = command.equals("help") ? new String[] {"help", "help"} : new String[] {command, "--help"};

        assertThat(run(HOME, arguments)).isEqualTo(ExitCode.GOOD);
        assertThat(out.toString()).contains("Usage: vc4lab " + command);
    }

    /** Picocli's own commands, which print their help instead, aside. */
    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandRefusesAnUnknownOption(String command) {
        assumeThat(command).isNotIn("help", "generate-completion");

        assertThat(run(HOME, command, "--no-such-option")).isEqualTo(ExitCode.USAGE);
    }

    /** 2, picocli's own code for it, would be "bad" to git bisect. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--no-such-option",
                "no-such-command",
                "verify --no-such-option",
                "verify --jobs 0",
                "verify --scenario plya",
                "verify --fault plug",
                "verify --config nope",
                "verify --kernel 2.6.32",
                "check hw-params --jobs 0",
                "check hw-params --scenario plya",
                "check hw-params --fault plug",
                "check hw-params --config nope",
                "check hw-params --kernel 2.6.32",
                "check hw-params --format xml",
                "screenshot",
                "screenshot --scenario plya shot.png",
                "screenshot --kernel 2.6.32 shot.png",
                "screenshot --config nope shot.png",
                "screenshot --profile slow shot.png",
                "shell --candidate nope",
                "shell --kernel 2.6.32",
                "shell --config nope",
                "shell --fault plug",
                "verify --fault packet-delay=soon",
                "verify --candidate /",
                "verify --format xml",
                "verify --reply reply.eml",
                "verify --candidate hw-params --reply reply.eml",
                "verify --candidate hw-params --reply no/such/folder/reply.eml",
                "verify --candidate hw-params --reply-as J<j@x.org>",
                "verify --candidate hw-params --tested-by",
                "check hw-params --reply reply.eml",
                "check hw-params --reply reply.eml --tested-by",
                "check hw-params --reply reply.eml --reply-as nobody",
                "bisect --tree . --good a --bad b --reply reply.eml",
                "matrix --jobs 0",
                "matrix --shard 3/2",
                "matrix --filter colour=red",
                "matrix --filter nosuchtrial",
                "matrix --night",
                "matrix --kcidb-origin KernelCI",
                "verify --kcidb-origin KernelCI",
                "verify --notes",
                "verify --schedules 0",
                "verify --schedules 5 --free-running",
                "verify --schedules 5 --policy list",
                "verify --policy pct",
                "verify --window 50ms",
                "verify --candidate hw-params --notes",
                "check hw-params --notes",
                "check hw-params --schedules 0",
                "check hw-params --window 50ms",
                "bisect --series . --notes",
                "bisect --series . --reply-as nobody",
                "submit kcidb.json --to https://localhost/submit --timeout 0",
                "verify --kcidb no/such/folder/kcidb.json",
                "gdb --candidate nope",
                "gdb --scenario plya",
                "gdb --at soon",
                "gdb --at 5",
                "gdb --script no/such/file",
                "gdb --port 0",
                "gdb --port 65536",
                "gdb --port 1234 --script pom.xml",
                "gdb no/such/trial",
                "trace no/such/trial",
                "trace 5.10.223/armv7l-lockdep/base/play/prompt --kernel 6.12.107",
                "explore --candidate nope",
                "explore --scenario plya",
                "explore --profile nope",
                "explore --schedules 0",
                "explore --first-seed 0",
                "explore --for ever",
                "explore --window 50",
                "explore --policy fixed",
                "explore --policy list",
                "explore --policy lottery",
                "explore --change-points 1",
                "explore --policy pct --change-points -1",
                "explore --jobs 0",
                "replay",
                "replay no-such-file.json",
                "prove",
                "prove squeak.c:7",
                "prove squeak.c squeak",
                "prove squeak.c:0 squeak",
                "prove squeak.c:7 squeak --context asleep",
                "prove squeak.c:7 squeak --candidate nope",
                "prove squeak.c:7 squeak --scenario plya",
                "shrink --candidate nope",
                "shrink --scenario plya",
                "shrink --profile nope",
                "shrink --tests 0",
                "shrink --for ever",
                "new-case",
                "new-case no/such/file",
                "new-case --name ../up pom.xml",
                "new-case --jobs 0 --name new pom.xml",
                "submit",
                "submit kcidb.json",
                "submit no-such-file.json --to https://localhost/submit",
                "merge",
                "doctor surplus",
                "clean surplus"
            })
    void refusesUnknownOptionsAndValues(String arguments) {
        assertThat(run(HOME, arguments.split(" "))).isEqualTo(ExitCode.USAGE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "explore --schedules 0 | --schedules takes a number from 1, not 0",
                "explore --first-seed -3 | --first-seed takes a number from 1, not -3",
                "explore --for 0m | --for takes a time from 1ms to 99999h, such as 50ms, 90s, 10m or 2h, not '0m'",
                "explore --window 0 | --window takes a time from 1ms to 99999h, such as 50ms, 90s, 10m or 2h, not '0'",
                "verify --schedules 0 | --schedules takes a number from 1, not 0",
                "shrink --for 0m | --for takes a time from 1ms",
                "shrink --tests -1 | --tests takes a number from 1, not -1",
                "gdb --seed 0 | --seed takes a number from 1, not 0",
                "gdb --port 65536 | --port takes a number from 1 to 65535, not 65536",
                "gdb --script . | . is a folder; name a file in it",
                "gdb --script no/such/file | no such file: no/such/file",
                "trace --from soon | --from takes a time such as 1500ms or 1512345678ns, not 'soon'",
                "trace --from 2s --until 1s | --until takes a time after --from, not 1s",
                "trace --from 2000000s | --from takes at most a day, not '2000000s'",
                "explore --change-points 1 --policy random | --change-points needs --policy pct, not random",
                "explore --change-points -1 --policy pct | --change-points takes a number from 0, not -1",
                "new-case . | . is a folder; name a file in it",
                "new-case pom.xml --cases pom.xml | --cases: pom.xml is no folder"
            })
    void namesTheOptionAndItsValue(String arguments, String message) {
        assertThat(run(HOME, arguments.split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).startsWith("vc4lab: " + message);
    }

    @Test
    void refusesAFolderWithoutPatchesAndAFileThatIsNone() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path prose = Files.writeString(folder.resolve("README.md"), "no patch at all\n");

        assertThat(run(HOME, "verify", "--candidate", empty.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(run(HOME, "verify", "--candidate", prose.toString())).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aPatchWithoutAMessageIdIsNotRepliedTo() {
        String reply = folder.resolve("reply.eml").toString();

        assertThat(run(HOME, "verify", "--candidate", "hw-params", "--reply", reply))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("Message-ID", "b4 mbox");
    }

    @Test
    void aTraceThatCannotBeWrittenIsRefusedFirst() {
        assertThat(run(HOME, "trace", "--out", "no/such/folder/trace.json", "--from", "soon"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--out: no file can be written at ");
    }

    @Test
    void refusesTwoCandidatesOfOneName() {
        assertThat(run(HOME, "verify", "--candidate", "busy-wait", "--candidate", "busy-wait"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("two candidates have the name 'busy-wait'");
    }

    /** The name that the command had before. */
    @Test
    void bisectRunIsCalledStepAsWell() {
        assertThat(run(HOME, "step", "--help")).isEqualTo(ExitCode.GOOD);
        assertThat(out.toString()).contains("Usage: vc4lab bisect-run");
    }

    @Test
    void printsTheVersionOfTheBuild() throws Exception {
        assertThat(run(HOME, "--version")).isEqualTo(ExitCode.GOOD);
        assertThat(Files.readString(HOME.resolve("orchestrator/pom.xml")))
                .contains("<version>" + out.toString().strip().replaceFirst("vc4lab ", "") + "</version>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"faults", "kernels", "doctor", "matrix --list"})
    void listsAreOneJsonDocument(String arguments) throws Exception {
        run(HOME, (arguments + " --format json").split(" "));

        assertThat(new ObjectMapper().readTree(out.toString())).hasSizeGreaterThan(3);
    }

    @Test
    void longListsOfValidValuesAreWrapped() {
        run(HOME, "verify", "--fault", "nope");

        assertThat(err.toString().lines()).hasSizeGreaterThan(1).allSatisfy(line -> assertThat(line)
                .hasSizeLessThan(120));
        assertThat(err.toString()).startsWith("vc4lab: no fault 'nope'; valid: ");
    }

    @Test
    void completesItselfInAShell() {
        assertThat(run(HOME, "generate-completion")).isZero();
        assertThat(out.toString()).contains("complete -F");
    }

    @Test
    void cleanRefusesAFolderThatIsNoStore() throws Exception {
        Path precious = Files.writeString(folder.resolve("thesis.txt"), "years of work");

        assertThat(run(HOME, "clean")).isEqualTo(ExitCode.INFRASTRUCTURE);
        assertThat(err.toString()).contains("not a vc4lab store");
        assertThat(precious).exists();
    }

    private int run(Path home, String... arguments) {
        return Main.run(context(home, folder), new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    private static CliContext context(Path home, Path store) {
        Map<String, String> environment = Map.of("VC4LAB_CACHE", store.toString(), "PATH", System.getenv("PATH"));
        return new CliContext(home, environment, Clock.systemUTC(), false);
    }
}
