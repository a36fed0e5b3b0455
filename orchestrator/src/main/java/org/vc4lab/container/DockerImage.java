// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.container;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.vc4lab.exec.Command;

/**
 * Runs each program in its own container, with a read-only root, and then removes the container.
 *
 * @param name of an image that the engine has
 */
public record DockerImage(DockerEngine engine, String name) implements Confiner {
    private static final String PREFIX = "vc4lab-";

    @Override
    public ConfinedProcess start(Confinement confinement, Command command) throws IOException {
        String container = PREFIX + UUID.randomUUID();
        return ConfinedProcess.start(
                engine.runner(),
                confinement,
                command.wrappedIn(dockerRun(container, confinement, command)),
                client -> engine.remove(container, client));
    }

    private List<String> dockerRun(String container, Confinement confinement, Command command) {
        Confinement.Limits limits = confinement.limits();
        List<String> argv = new ArrayList<>(List.of("docker", "run", "--rm", "--name", container));
        engine.label().forEach((label, value) -> argv.addAll(List.of("--label", label + "=" + value)));
        argv.addAll(List.of("--log-driver", "none", "--network", "none", "--cap-drop", "ALL"));
        argv.addAll(List.of("--user", confinement.user().uidAndGid(), "--security-opt", "no-new-privileges"));
        argv.addAll(List.of("--memory", limits.memoryMib() + "m", "--memory-swap", limits.memoryMib() + "m"));
        argv.addAll(List.of("--pids-limit", Integer.toString(limits.maxProcesses()), "--read-only"));
        argv.addAll(List.of("--ulimit", "cpu=" + limits.cpu().toSeconds(), "--ulimit", "fsize=" + limits.fileBytes()));
        argv.addAll(List.of("--tmpfs", "/tmp:rw,nosuid,nodev,size=" + Confinement.TMP_MIB + "m,mode=1777"));
        argv.addAll(List.of("--workdir", confinement.workingDirectory().toString()));
        confinement
                .readOnlyMounts()
                .forEach((outside, inside) ->
                        argv.addAll(List.of("--mount", mountOption(outside, inside) + ",readonly")));
        confinement
                .writableMounts()
                .forEach((outside, inside) -> argv.addAll(List.of("--mount", mountOption(outside, inside))));
        command.environment().forEach((variable, value) -> argv.addAll(List.of("--env", variable + "=" + value)));
        argv.add(name);
        argv.addAll(command.argv());
        return argv;
    }

    /** The option is a line of comma-separated values: a field with a comma is quoted. */
    private static String mountOption(Path outside, Path inside) {
        return "type=bind," + quoteField("source=" + outside) + "," + quoteField("target=" + inside);
    }

    private static String quoteField(String text) {
        return text.matches("[^,\"]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
