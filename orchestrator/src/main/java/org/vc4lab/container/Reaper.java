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
 * Removes the containers of a process that has ended, even if it was killed. A shell waits for its end. If the shell is
 * killed too, the next {@link #sweep} removes them.
 */
final class Reaper {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /**
     * Sweeps twice, because Docker may still create a container after its owner was killed. {@code $1} is the owner,
     * {@code $2} the label.
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

    /** Starts the reaper of this process's containers. */
    static Reaper start(ProcessRunner runner) throws IOException {
        ProcessHandle self = ProcessHandle.current();
        Reaper reaper = new Reaper(label(self));
        runner.start(Command.of(
                // unlike all other children it must outlive this process
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

    /** The kernel reuses process ids; an id with its start time is unique. */
    private static String label(ProcessHandle process) {
        return process.pid() + "@"
                + process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** Removes the containers whose owners have ended. */
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
            runner.run(Command.of(argv).timeout(LIMIT)); // another process may have removed them already
        }
    }

    private static boolean isAlive(String label) {
        return ProcessHandle.of(Long.parseLong(label.split("@", 2)[0]))
                .filter(process -> label(process).equals(label))
                .isPresent();
    }
}
