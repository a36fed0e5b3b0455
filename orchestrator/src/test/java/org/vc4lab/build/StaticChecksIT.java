// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.build.emulator.EmulatorVariant;
import org.vc4lab.build.emulator.QtestRunner;
import org.vc4lab.build.host.HostPackages;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.Store;
import org.vc4lab.container.Isolation;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.lab.OrderingBug;
import org.vc4lab.patch.Patch;
import org.vc4lab.patch.SeriesReader;

/** Runs shellcheck, the kernel's checkpatch and QEMU's checkpatch on this project's files. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StaticChecksIT {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();
    private static final Path CASE = HOME.resolve("patches/vc4-hdmi-atomic-sleep");
    private static final Path TEST_PATCHES = HOME.resolve("orchestrator/src/test/patches");
    private static final String CONFIG = "armv7l-lockdep";
    private static final String RELEASE = "5.10.223";

    private final ProcessRunner runner = new ProcessRunner();
    private final Path work = Store.location(System.getenv()).resolve("work");

    @TempDir
    Path folder;

    /** The checkpatch scripts are in the sources, which are unpacked after both are compiled. */
    @BeforeAll
    void setUp() throws Exception {
        BuildService.hostPackages(HOME, List.of(CONFIG), runner, Progress.silent())
                .install();
        new HostPackages(runner, Progress.silent(), HOME.resolve("ci/test-packages.yaml"), Set.of(), Set.of())
                .install();
        try (BuildService buildService =
                BuildService.open(HOME, System.getenv(), runner, Progress.silent(), Isolation.NONE)) {
            new QtestRunner(EmulatorVariant.RELEASE, buildService.context()).run(List.of(), line -> {});
            buildService.buildKernel(new KernelSpec(
                    new KernelSource.PatchedRelease(RELEASE),
                    CONFIG,
                    List.of(new SeriesReader(runner).read(CASE.resolve("base")))));
        }
    }

    @Test
    void shellcheckFindsNothingInTheScripts() throws Exception {
        List<String> argv = new ArrayList<>(List.of("shellcheck"));
        scripts(".*sh").forEach(script -> argv.add(script.toString()));
        assertThat(argv).hasSizeGreaterThan(14);

        assertClean(runner.run(Command.of(argv)));
    }

    @Test
    void theTableOfTestTiersMatchesTheSources() throws Exception {
        CommandResult commandResult =
                runner.run(Command.of(HOME.resolve("ci/test-times").toString(), "--check", "CONTRIBUTING.md")
                        .workingDirectory(HOME));

        assertThat(commandResult.succeeded()).as(commandResult::describe).isTrue();
    }

    @Test
    void everyScriptIsExecutable() throws Exception {
        assertThat(scripts(".*")).hasSizeGreaterThan(14).allMatch(Files::isExecutable);
    }

    private static List<Path> scripts(String interpreter) throws IOException {
        Pattern script = Pattern.compile("#!" + interpreter + "\n.*", Pattern.DOTALL);
        List<Path> scripts = new ArrayList<>();
        for (Path file : filesBelow(
                Stream.of(".ci", "ci", "qemu-images", "vc4lab")
                        .map(HOME::resolve)
                        .toList(),
                "")) {
            if (Files.isRegularFile(file)
                    && script.matcher(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .matches()) {
                scripts.add(file);
            }
        }
        return scripts;
    }

    /**
     * Left out are the check of commits, which the trailer "Upstream:" names by their id alone, and the one of new
     * files, which asks for a maintainer.
     */
    @Test
    void checkpatchFindsNothingInTheKernelPatches() throws Exception {
        Path checkpatch = work.resolve("linux-" + RELEASE + "/source/scripts/checkpatch.pl");
        for (Path patch : filesBelow(List.of(HOME.resolve("patches"), TEST_PATCHES), ".patch")) {
            assertClean(runner.run(Command.of(
                    checkpatch.toString(),
                    "--strict",
                    "--no-tree",
                    "--quiet",
                    "--ignore=GIT_COMMIT_ID,FILE_PATH_CHANGES",
                    patch.toString())));
        }
    }

    @Test
    void checkpatchFindsNothingInTheModels() throws Exception {
        Path checkpatch = work.resolve("qemu/source/scripts/checkpatch.pl");
        Path models = HOME.resolve("qemu-images/emulator");
        List<Path> files = new ArrayList<>(filesBelow(List.of(models), ".c"));
        files.addAll(filesBelow(List.of(models), ".h"));
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            // by its path in QEMU's tree: tests have other rules
            String path = models.relativize(file).toString();
            Command check = Command.of(checkpatch.toString(), "--strict", "--no-tree", "--quiet", "-f", path);
            assertClean(runner.run(check.workingDirectory(models)));
        }
    }

    /** On a tree with only the release's files that they touch. */
    @Test
    void eachCandidateAppliesWithGitAm() throws Exception {
        List<Path> series = candidates();
        assertThat(series).hasSizeGreaterThanOrEqualTo(7);
        List<Path> folders = new ArrayList<>(foldersOf(CASE));
        for (OrderingBug bug : OrderingBug.values()) {
            folders.add(TEST_PATCHES.resolve(bug.patches()));
        }
        git("init", "-q");
        for (Path each : folders) {
            for (Patch patch : new SeriesReader(runner).read(each).patches()) {
                for (String file : patch.files()) {
                    Files.createDirectories(folder.resolve(file).getParent());
                    Files.copy(released(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        git("add", ".");
        git("commit", "-q", "-m", "release");
        git("am", "-q", patchesOf(CASE.resolve("base")).get(0).toString());
        git("tag", "base");
        for (Path candidate : series) {
            git("checkout", "-q", "base");
            for (Path patch : patchesOf(candidate)) {
                git("am", "-q", patch.toString());
            }
            git("tag", candidate.getFileName().toString());
        }
        for (OrderingBug bug : OrderingBug.values()) {
            git("checkout", "-q", bug.goodCandidate());
            git(
                    "am",
                    "-q",
                    patchesOf(TEST_PATCHES.resolve(bug.patches())).get(0).toString());
        }
    }

    /** Only those for the case's own kernel; others apply to newer ones. */
    private static List<Path> candidates() throws IOException {
        JsonNode caseFile = new YAMLMapper().readTree(CASE.resolve("case.yaml").toFile());
        return StreamSupport.stream(caseFile.path("candidates").spliterator(), false)
                .map(candidate -> CASE.resolve(candidate.path("name").asText()))
                .filter(candidate -> !candidate.endsWith("base"))
                .toList();
    }

    /** The lab keeps the originals of the files that it changes in its tree. */
    private Path released(String file) {
        Path area = work.resolve("linux-" + RELEASE);
        Path original = area.resolve("originals").resolve(file);
        return Files.exists(original) ? original : area.resolve("source").resolve(file);
    }

    private void git(String... arguments) throws Exception {
        List<String> argv = new ArrayList<>(List.of("git"));
        argv.addAll(List.of(arguments));
        run(Command.of(argv));
    }

    private void run(Command command) throws Exception {
        Map<String, String> identity = Map.of(
                "GIT_AUTHOR_NAME", "test",
                "GIT_AUTHOR_EMAIL", "test@example.org",
                "GIT_COMMITTER_NAME", "test",
                "GIT_COMMITTER_EMAIL", "test@example.org");
        Command inFolder = command.workingDirectory(folder).timeout(Duration.ofMinutes(2));
        for (Map.Entry<String, String> entry : identity.entrySet()) {
            inFolder = inFolder.env(entry.getKey(), entry.getValue());
        }
        runner.run(inFolder).orThrow();
    }

    private static List<Path> patchesOf(Path series) throws IOException {
        return filesBelow(List.of(series), ".patch");
    }

    private static List<Path> foldersOf(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static List<Path> filesBelow(List<Path> folders, String ending) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> paths = Files.walk(folder)) {
                paths.filter(file -> file.toString().endsWith(ending)).sorted().forEach(files::add);
            }
        }
        return files;
    }

    private static void assertClean(CommandResult commandResult) {
        assertThat(commandResult.succeeded()).as(commandResult::describe).isTrue();
        assertThat(commandResult.text()).as(commandResult::describe).doesNotContain("WARNING", "ERROR", "CHECK");
    }
}
