// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;

class BisectionTest {
    private static final BisectionResult EXPECTED_RESULT =
            new BisectionResult.ChangeFound(FakeRevisionTester.CULPRIT, 1.0);

    @TempDir
    Path folder;

    private static BisectionResult bisect(Path journalFolder, FakeRevisionTester tester) throws Exception {
        return bisect(journalFolder, tester, tester);
    }

    private static BisectionResult bisect(Path journalFolder, RevisionTester tester, SearchSpace searchSpace)
            throws Exception {
        try (Journal journal = Journal.open(journalFolder)) {
            JournalingTester journalingTester = new JournalingTester(tester, journal, System::nanoTime);
            return new Bisection(searchSpace, FakeRevisionTester.search(), journalingTester, 2, event -> {}).run();
        }
    }

    @Test
    void findsTheCulpritAroundUnusableRevisions() throws Exception {
        FakeRevisionTester probe = new FakeRevisionTester();

        assertThat(bisect(folder, probe)).isEqualTo(EXPECTED_RESULT);
        assertThat(probe.requests).doesNotHaveDuplicates().contains("named [innermost, outermost]");
        assertThat(probe.testedImages).as("images that were run").doesNotHaveDuplicates();
    }

    @Test
    void aFinishedBisectionRunsNothingAgain() throws Exception {
        bisect(folder, new FakeRevisionTester());
        FakeRevisionTester again = new FakeRevisionTester();

        assertThat(bisect(folder, again)).isEqualTo(EXPECTED_RESULT);
        assertThat(again.requests).isEmpty();
    }

    /** Wherever a kill cuts the journal, the bisection resumes there and repeats no journaled step. */
    @Test
    void resumesFromAJournalCutAnywhere() throws Exception {
        bisect(folder, new FakeRevisionTester());
        byte[] whole = Files.readAllBytes(folder.resolve(Journal.FILE_NAME));
        List<Integer> lengths = truncationLengths(new String(whole, StandardCharsets.UTF_8));
        assertThat(lengths).hasSizeGreaterThan(50);
        for (int length : lengths) {
            Path torn = Files.createDirectories(folder.resolve("torn"));
            Files.write(torn.resolve(Journal.FILE_NAME), Arrays.copyOf(whole, length));
            Set<String> known;
            try (Journal journal = Journal.open(torn)) {
                known = FakeRevisionTester.journaledSteps(journal.events());
            }
            FakeRevisionTester probe = new FakeRevisionTester();

            assertThat(bisect(torn, probe)).as(length + " bytes").isEqualTo(EXPECTED_RESULT);
            assertThat(probe.requests).as(length + " bytes").noneMatch(known::contains);
            assertThat(filesBelow(torn.resolve("runs")))
                    .as("runs after " + length + " bytes")
                    .allMatch(file -> file.endsWith("console.log"));
        }
    }

    /** The middle of each line, and its end before and after the newline. */
    private static List<Integer> truncationLengths(String journal) {
        List<Integer> lengths = new ArrayList<>(List.of(0));
        for (int begin = 0; begin < journal.length(); begin = journal.indexOf('\n', begin) + 1) {
            int end = journal.indexOf('\n', begin);
            lengths.addAll(List.of((begin + end) / 2, end, end + 1));
        }
        return lengths;
    }

    @Test
    void resumesAfterAKillInEveryStep() throws Exception {
        List<String> said = new CopyOnWriteArrayList<>();
        int lives = 0;
        while (said.stream().noneMatch(line -> line.startsWith("ANSWER"))) {
            lives++;
            assertThat(lives).as("lives: " + said).isLessThan(100);
            runUntilKilled(said);
        }

        assertThat(said).contains("ANSWER " + EXPECTED_RESULT).noneMatch(line -> line.startsWith("TWICE"));
        assertThat(said.stream().filter(line -> line.startsWith("KILL ME")).count())
                .as("kills")
                .isGreaterThan(10);
        List<Event> events;
        try (Journal journal = Journal.open(folder)) {
            events = journal.events();
        }
        List<String> looked = new ArrayList<>();
        events.forEach(event -> looked.add(event instanceof Event.Tested look ? look.folder() : ""));
        looked.removeIf(String::isEmpty);
        assertThat(looked).doesNotHaveDuplicates();
        try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
            assertThat(runs.map(run -> run.getFileName().toString()))
                    .as("folders of runs")
                    .hasSameElementsAs(new HashSet<>(looked));
        }
    }

    /** Runs one process until it is killed or has the result. */
    private void runUntilKilled(List<String> outputLines) throws Exception {
        long[] pid = {0};
        Command child = Command.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledBisection.class.getName(),
                        folder.toString())
                .onOutputLine(line -> {
                    outputLines.add(line);
                    if (line.startsWith("PID ")) {
                        pid[0] = Long.parseLong(line.substring(4));
                    }
                    if (line.startsWith("KILL ME")) {
                        ProcessHandle.of(pid[0]).ifPresent(ProcessHandle::destroyForcibly);
                    }
                });
        new ProcessRunner().run(child);
    }

    @Test
    void anInfrastructureErrorStopsItWithoutAnAnswer() throws Exception {
        FakeRevisionTester inner = new FakeRevisionTester();
        RevisionTester broken = new RevisionTester() {
            @Override
            public BuildOutcome build(Revision revision) throws IOException, InterruptedException {
                return inner.build(revision);
            }

            @Override
            public TestOutcome test(Revision revision, Path where) throws IOException, InterruptedException {
                if (inner.testedImages.size() > 3) {
                    throw new IOException("the disk is full");
                }
                return inner.test(revision, where);
            }

            @Override
            public Set<String> inputs(Revision revision) {
                return inner.inputs(revision);
            }
        };

        assertThatThrownBy(() -> bisect(folder, broken, inner)).hasMessage("the disk is full");
        assertThat(bisect(folder, new FakeRevisionTester())).isEqualTo(EXPECTED_RESULT);
    }

    @Test
    void onlyOneProcessOpensAJournal() throws Exception {
        try (Journal journal = Journal.open(folder)) {
            assertThat(journal.events()).isEmpty();
            assertThatThrownBy(() -> Journal.open(folder)).hasMessageContaining("another process");
        }
    }

    @Test
    void refusesAFileThatIsNoJournal() throws Exception {
        Files.writeString(folder.resolve(Journal.FILE_NAME), "hello\n");

        assertThatThrownBy(() -> Journal.open(folder)).hasMessageContaining(Journal.FILE_NAME + ":1: damaged");
    }

    private static List<Path> filesBelow(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
