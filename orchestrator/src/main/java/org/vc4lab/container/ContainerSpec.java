// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.container;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A container without network and privileges, with a read-only root and with limits on memory and processes.
 *
 * @param readOnlyMounts read-only files and folders: path inside by path on the host
 * @param writableMounts writable folders: path inside by path on the host
 * @param workingDirectory working directory of the program, inside
 * @param memoryMib limit of all processes together, without swap
 * @param maxProcesses limit of processes and threads together
 */
public record ContainerSpec(
        String image,
        ContainerUser user,
        Map<Path, Path> readOnlyMounts,
        Map<Path, Path> writableMounts,
        Path workingDirectory,
        int memoryMib,
        int maxProcesses) {
    /** Any lab may remove a container whose label names a process that has ended. */
    static final String LABEL = "org.vc4lab.owner";

    public ContainerSpec {
        readOnlyMounts = Map.copyOf(readOnlyMounts);
        writableMounts = Map.copyOf(writableMounts);
    }

    /** Arguments of {@code docker} that run a program in the container and then remove it. */
    List<String> dockerRunArguments(String name, String label, Map<String, String> environment) {
        List<String> argv = new ArrayList<>(List.of("docker", "run", "--rm", "--name", name));
        argv.addAll(List.of("--label", LABEL + "=" + label, "--log-driver", "none", "--network", "none"));
        argv.addAll(List.of("--user", user.uidAndGid(), "--cap-drop", "ALL", "--security-opt", "no-new-privileges"));
        argv.addAll(List.of("--memory", memoryMib + "m", "--memory-swap", memoryMib + "m"));
        argv.addAll(List.of("--pids-limit", Integer.toString(maxProcesses), "--read-only"));
        argv.addAll(List.of("--tmpfs", "/tmp:rw,nosuid,nodev,size=256m,mode=1777"));
        argv.addAll(List.of("--workdir", workingDirectory.toString()));
        readOnlyMounts.forEach(
                (outside, inside) -> argv.addAll(List.of("--mount", mountOption(outside, inside) + ",readonly")));
        writableMounts.forEach((outside, inside) -> argv.addAll(List.of("--mount", mountOption(outside, inside))));
        environment.forEach((variable, value) -> argv.addAll(List.of("--env", variable + "=" + value)));
        argv.add(image);
        return argv;
    }

    /** The option is a line of comma-separated values: a field with a comma is quoted. */
    private static String mountOption(Path outside, Path inside) {
        return "type=bind," + quoteField("source=" + outside) + "," + quoteField("target=" + inside);
    }

    private static String quoteField(String text) {
        return text.matches("[^,\"]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /** This container with another read-only file or folder. */
    public ContainerSpec withReadOnlyMount(Path outside, Path inside) {
        Map<Path, Path> mounts = new LinkedHashMap<>(readOnlyMounts);
        mounts.put(outside, inside);
        return new ContainerSpec(image, user, mounts, writableMounts, workingDirectory, memoryMib, maxProcesses);
    }
}
