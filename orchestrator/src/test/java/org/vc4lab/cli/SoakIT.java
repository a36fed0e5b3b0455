// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.FileLocks;
import org.vc4lab.exec.ProcessRunner;

/** {@code ci/soak} finds what it looks for: it runs a program that answers as the lab does, and misbehaves. */
class SoakIT {
    /** The first call fills the store, the second one has the fault, the third one repeats it without. */
    private static final String PROGRAM =
            """
            #!/bin/sh
            store=$VC4LAB_CACHE
            mkdir -p "$store/entries" "$store/locks" "$store/runs" "$store/tmp"
            echo call >>"$store/calls"
            call=$(wc -l <"$store/calls")
            case "$*" in
            *hw-params*) status=0 verdict=CLEAN ;;
            *base*) status=0 verdict=REPRODUCED ;;
            *) status=1 verdict=REPRODUCED ;;
            esac
            if [ "$call" -gt 1 ]; then
                :; %s
            fi
            echo "{\\"results\\": [{\\"verdict\\": \\"$verdict\\"}]}"
            exit $status
            """;

    @TempDir
    Path folder;

    private Path store;

    @BeforeEach
    void setUp() {
        this.store = folder.resolve("store");
    }

    private Vc4labProcess soak(String misbehaviour, String... options) throws Exception {
        Path program = Files.writeString(folder.resolve("program"), PROGRAM.formatted(misbehaviour));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        List<String> command = new ArrayList<>(List.of("ci/soak", "--lab", program.toString(), "--store"));
        command.addAll(List.of(store.toString(), "--seed", "seed", "--grace", "1"));
        command.addAll(List.of(options));
        return Vc4labProcess.run(
                folder.resolve("output"), Map.of("TMPDIR", folder.toString()), command.toArray(String[]::new));
    }

    private void assertViolation(Vc4labProcess soak, String violation) throws IOException, InterruptedException {
        assertThat(soak.output())
                .contains("1: none, ", ": VIOLATION\n    ", violation)
                .contains("again: ci/soak --seed seed --first 1 --trials 1 --fault none\n")
                .containsPattern("\nnone +1 +0 +0 +1\n");
        assertThat(soak.waitForStatus()).as(soak.output()).isOne();
    }

    @Test
    void aLabThatBehavesHasNoViolation() throws Exception {
        try (Vc4labProcess soak = soak("", "--fault", "none", "--trials", "5")) {
            assertThat(soak.waitForStatus()).as(soak.output()).isZero();
            assertThat(soak.output()).containsPattern("\nnone +5 +5 +0 +0\n");
        }
    }

    /** The other commands are used as the README uses them. */
    @Test
    void itsMatrixIsOneTrialOfThePlan() throws Exception {
        String script =
                """
                import sys
                sys.path.insert(0, "ci/soak.d")
                import lab
                print(*next(job.arguments for job in lab.JOBS if job.name == "matrix"))
                """;
        String arguments = new ProcessRunner()
                .run(Command.of("python3", "-B", "-c", script).workingDirectory(Vc4labProcess.HOME))
                .orThrow()
                .text();
        List<String> command = new ArrayList<>(List.of("vc4lab"));
        command.addAll(List.of(arguments.split(" ")));
        command.add("--list");
        try (Vc4labProcess list = Vc4labProcess.run(folder.resolve("list"), Map.of(), command.toArray(String[]::new))) {
            assertThat(list.waitForStatus()).as(list.output()).isZero();
            assertThat(list.output().lines()).containsExactly("5.10.223/armv7l-lockdep/hw-params/play/prompt");
        }
    }

    @Test
    void aKilledProgramMayHaveNoVerdict() throws Exception {
        try (Vc4labProcess soak = soak("[ $call != 2 ] || kill -9 $$", "--fault", "none", "--trials", "1")) {
            assertThat(soak.waitForStatus()).as(soak.output()).isZero();
            assertThat(soak.output()).containsPattern("\nnone +1 +0 +1 +0\n");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    status=$((1 - status))                    | wrong verdict: status
                    status=125                                | wrong verdict: status 125 with
                    status=129 verdict=PANIC                  | wrong verdict: status 129 with PANIC
                    verdict=INFRA                             | with INFRA, expected
                    if [ $call != 2 ]; then status=129; fi    | without a fault, expected
                    setsid sleep 600 >/dev/null 2>&1 &        | processes left: sleep
                    mkdir "$TMPDIR/left"                      | /tmp/left
                    mkdir "$store/tmp/left"                   | temporary: STORE/tmp/left
                    touch "$store/entries/a.new"              | half written: STORE/entries/a.new
                    """)
    void findsAViolation(String misbehaviour, String violation) throws Exception {
        try (Vc4labProcess soak = soak(misbehaviour, "--fault", "none", "--trials", "1")) {
            assertViolation(soak, violation.replace("STORE", store.toString()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"exec sleep 600", "[ $call = 2 ] || exec sleep 600"})
    void findsAHang(String misbehaviour) throws Exception {
        try (Vc4labProcess soak = soak(misbehaviour, "--fault", "none", "--trials", "1", "--bound", "8")) {
            assertViolation(soak, "hang: a run did not end within 8.0 s");
        }
    }

    @Test
    void findsALockThatIsHeld() throws Exception {
        Path lock = Files.createDirectories(store.resolve("locks")).resolve("source.lock");
        try (FileLocks.Held held = FileLocks.acquire(lock, holder -> {});
                Vc4labProcess soak = soak("", "--fault", "none", "--trials", "1")) {
            assertThat(held).isNotNull();
            assertViolation(soak, "a lock that is held: " + lock);
        }
    }

    /** What was killed is in the table; the program sleeps so long that the kill finds it. */
    @Test
    void killsProcessesAndReportsIt() throws Exception {
        try (Vc4labProcess soak = soak("[ $((call % 2)) = 1 ] || sleep 2", "--fault", "kill", "--trials", "4")) {
            assertThat(soak.waitForStatus()).as(soak.output()).isZero();
            assertThat(soak.output()).contains("\nkill -9 ").containsPattern("\nall +4 ");
        }
    }
}
