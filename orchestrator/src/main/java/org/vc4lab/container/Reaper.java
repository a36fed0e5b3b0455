// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.container;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessIdentity;
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

    private Reaper() {}

    /** Starts the reaper of this process's containers, and returns the value of their label. */
    static String start(ProcessRunner runner) throws IOException {
        ProcessIdentity self = ProcessIdentity.self();
        runner.start(Command.of(
                // unlike all other children it must outlive this process
                "setpriv",
                "--pdeathsig=clear",
                "setsid",
                "sh",
                "-c",
                SCRIPT,
                "vc4lab-reaper",
                Long.toString(self.pid()),
                DockerEngine.LABEL + "=" + self.label()));
        return self.label();
    }

    /** Removes the containers whose owners have ended. */
    static void sweep(ProcessRunner runner) throws IOException, InterruptedException {
        Command list = Command.of(
                        "docker",
                        "ps",
                        "--all",
                        "--no-trunc",
                        "--filter=label=" + DockerEngine.LABEL,
                        "--format={{.ID}} {{.State}} {{.Label \"" + DockerEngine.LABEL + "\"}}")
                .timeout(LIMIT);
        List<String> orphans = findOrphans(runner.run(list).orThrow().output(), ProcessIdentity.self());
        if (!orphans.isEmpty()) {
            List<String> argv = new ArrayList<>(List.of("docker", "rm", "--force", "--volumes"));
            argv.addAll(orphans);
            runner.run(Command.of(argv).timeout(LIMIT)); // another process may have removed them already
        }
    }

    /**
     * Ids of containers whose owner has ended. Of an earlier boot, or of another machine that shares the engine, that
     * is known only once they have ended too.
     *
     * @param lines id, state and label of a container each
     */
    static List<String> findOrphans(List<String> lines, ProcessIdentity self) {
        List<String> orphans = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.split(" ", 3);
            ProcessIdentity.parse(words[words.length - 1])
                    .filter(owner -> owner.isOfSameBoot(self) ? owner.hasEnded(self) : words[1].equals("exited"))
                    .ifPresent(owner -> orphans.add(words[0]));
        }
        return orphans;
    }
}
