// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.container;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A container without network, without privileges, with a root that cannot be written to, and with bounds on memory and
 * processes.
 *
 * @param readOnlyMounts files and folders that are seen inside and cannot be written to: where they are, by where they
 *     are seen
 * @param writableMounts folders that are seen inside and can be written to
 * @param workingDirectory where the program starts, inside
 * @param memoryMib all that its processes may have together, without swap
 * @param maxProcesses how many there may be, threads counted
 */
public record ContainerSpec(
        String image,
        ContainerUser user,
        Map<Path, Path> readOnlyMounts,
        Map<Path, Path> writableMounts,
        Path workingDirectory,
        int memoryMib,
        int maxProcesses) {
    /** Whoever sees a container with this label of a process that is gone may remove it. */
    static final String LABEL = "org.vc4lab.owner";

    public ContainerSpec {
        readOnlyMounts = Map.copyOf(readOnlyMounts);
        writableMounts = Map.copyOf(writableMounts);
    }

    /** The arguments of {@code docker} that run a program in it and remove it when that has ended. */
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

    /** The option is a line of comma-separated values: a field with a comma stands in quotes. */
    private static String mountOption(Path outside, Path inside) {
        return "type=bind," + quoteField("source=" + outside) + "," + quoteField("target=" + inside);
    }

    private static String quoteField(String text) {
        return text.matches("[^,\"]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /** The same, with one more thing to read. */
    public ContainerSpec withReadOnlyMount(Path outside, Path inside) {
        Map<Path, Path> mounts = new LinkedHashMap<>(readOnlyMounts);
        mounts.put(outside, inside);
        return new ContainerSpec(image, user, mounts, writableMounts, workingDirectory, memoryMib, maxProcesses);
    }
}
