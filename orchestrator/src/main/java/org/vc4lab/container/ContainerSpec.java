// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vc4lab.exec.Command;

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
        User user,
        Map<Path, Path> readOnlyMounts,
        Map<Path, Path> writableMounts,
        Path workingDirectory,
        int memoryMib,
        int maxProcesses) {
    /** Any lab may remove a container whose label names a process that has ended. */
    static final String LABEL = "org.vc4lab.process";

    /**
     * The user of a container's processes: the caller, or nobody if the caller is root.
     *
     * @param uid never 0
     */
    public record User(int uid, int gid, boolean isCaller) {
        private static final int NOBODY = 65534;
        private static final Path SELF = Path.of("/proc/self");

        /** The user for containers of this process. */
        public static User forThisProcess() throws IOException {
            int uid = (Integer) Files.getAttribute(SELF, "unix:uid");
            int gid = (Integer) Files.getAttribute(SELF, "unix:gid");
            return uid == 0 ? new User(NOBODY, NOBODY, false) : new User(uid, gid, true);
        }

        /** In Docker's notation. */
        public String uidAndGid() {
            return uid + ":" + gid;
        }

        /** Changes the owner of a folder and of the files in it to this user. */
        public void chown(Path folder) throws IOException {
            if (isCaller) {
                return;
            }
            try (Stream<Path> folderAndFiles = Files.walk(folder.toRealPath(), 1)) {
                for (Path file : folderAndFiles.toList()) {
                    Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
    }

    public ContainerSpec {
        readOnlyMounts = Map.copyOf(readOnlyMounts);
        writableMounts = Map.copyOf(writableMounts);
    }

    /** The {@code docker} command that runs a program in the container and then removes it. */
    List<String> dockerRun(String name, String label, Command command) {
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
        command.environment().forEach((variable, value) -> argv.addAll(List.of("--env", variable + "=" + value)));
        argv.add(image);
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
