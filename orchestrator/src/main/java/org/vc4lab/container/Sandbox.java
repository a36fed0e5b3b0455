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
 * @param read files and folders that are seen inside and cannot be written to: where they are, by where they are seen
 * @param written folders that are seen inside and can be written to
 * @param workFolder where the program starts, inside
 * @param memoryMebibytes all that its processes may have together, without swap
 * @param processes how many there may be, threads counted
 */
public record Sandbox(
        String image,
        Owner owner,
        Map<Path, Path> read,
        Map<Path, Path> written,
        Path workFolder,
        int memoryMebibytes,
        int processes) {
    /** Whoever sees a container with this label of a process that is gone may remove it. */
    static final String LABEL = "org.vc4lab.owner";

    public Sandbox {
        read = Map.copyOf(read);
        written = Map.copyOf(written);
    }

    /** The arguments of {@code docker} that run a program in it and remove it when that has ended. */
    List<String> arguments(String name, String label, Map<String, String> environment) {
        List<String> argv = new ArrayList<>(List.of("docker", "run", "--rm", "--name", name));
        argv.addAll(List.of("--label", LABEL + "=" + label, "--log-driver", "none", "--network", "none"));
        argv.addAll(List.of("--user", owner.user(), "--cap-drop", "ALL", "--security-opt", "no-new-privileges"));
        argv.addAll(List.of("--memory", memoryMebibytes + "m", "--memory-swap", memoryMebibytes + "m"));
        argv.addAll(List.of("--pids-limit", Integer.toString(processes), "--read-only"));
        argv.addAll(List.of("--tmpfs", "/tmp:rw,nosuid,nodev,size=256m,mode=1777"));
        argv.addAll(List.of("--workdir", workFolder.toString()));
        read.forEach((outside, inside) -> argv.addAll(List.of("--mount", mount(outside, inside) + ",readonly")));
        written.forEach((outside, inside) -> argv.addAll(List.of("--mount", mount(outside, inside))));
        environment.forEach((variable, value) -> argv.addAll(List.of("--env", variable + "=" + value)));
        argv.add(image);
        return argv;
    }

    /** The option is a line of comma-separated values: a field with a comma stands in quotes. */
    private static String mount(Path outside, Path inside) {
        return "type=bind," + field("source=" + outside) + "," + field("target=" + inside);
    }

    private static String field(String text) {
        return text.matches("[^,\"]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /** The same, with one more thing to read. */
    public Sandbox reading(Path outside, Path inside) {
        Map<Path, Path> more = new LinkedHashMap<>(read);
        more.put(outside, inside);
        return new Sandbox(image, owner, more, written, workFolder, memoryMebibytes, processes);
    }
}
