// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.container;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;

/**
 * Removes the containers of a process that is gone, however it went. A shell waits for its end, and is in turn ended by
 * it where it ends in good order; one that was killed together with it leaves the rest to the next {@link #sweep}.
 */
final class Reaper {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /**
     * Twice, because a container may be in the making while its owner is killed. {@code $1} is the owner, {@code $2}
     * the label.
     */
    private static final String SCRIPT =
            """
            sweep() {
                ids=$(docker ps --all --quiet --no-trunc --filter "label=$2")
                [ -z "$ids" ] || docker rm --force --volumes $ids
            }
            trap 'sweep "$@"; exit' TERM
            tail --pid="$1" -s 0.2 -f /dev/null
            sweep "$@"
            sleep 1
            sweep "$@"
            """;

    private final String label;

    private Reaper(String label) {
        this.label = label;
    }

    /** For the containers of this process. */
    static Reaper start(ProcessRunner runner) throws IOException {
        ProcessHandle self = ProcessHandle.current();
        Reaper reaper = new Reaper(label(self));
        runner.start(Command.of(
                // it must not die with this process, as all other children do
                "setpriv",
                "--pdeathsig",
                "clear",
                "setsid",
                "sh",
                "-c",
                SCRIPT,
                "vc4lab-reaper",
                Long.toString(self.pid()),
                ContainerSpec.LABEL + "=" + reaper.label()));
        return reaper;
    }

    String label() {
        return label;
    }

    /** A number of a process may come again; together with its start it does not. */
    private static String label(ProcessHandle process) {
        return process.pid() + "@"
                + process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** Removes the containers whose owners are gone. */
    static void sweep(ProcessRunner runner) throws IOException, InterruptedException {
        List<String> orphans = new ArrayList<>();
        for (String line : runner.run(Command.of(
                                "docker",
                                "ps",
                                "--all",
                                "--no-trunc",
                                "--filter",
                                "label=" + ContainerSpec.LABEL,
                                "--format",
                                "{{.ID}} {{.Label \"" + ContainerSpec.LABEL + "\"}}")
                        .timeout(LIMIT))
                .orThrow()
                .output()) {
            String[] words = line.split(" ", 2);
            if (words.length == 2 && !isAlive(words[1])) {
                orphans.add(words[0]);
            }
        }
        if (!orphans.isEmpty()) {
            List<String> argv = new ArrayList<>(List.of("docker", "rm", "--force", "--volumes"));
            argv.addAll(orphans);
            runner.run(Command.of(argv).timeout(LIMIT)); // who else sweeps may be faster
        }
    }

    private static boolean isAlive(String label) {
        return ProcessHandle.of(Long.parseLong(label.split("@", 2)[0]))
                .filter(process -> label(process).equals(label))
                .isPresent();
    }
}
