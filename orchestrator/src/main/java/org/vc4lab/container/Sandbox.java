// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

/**
 * Runs programs of this host in namespaces of their own, with bubblewrap: they see {@code /usr}, their mounts, and
 * nothing else of this host. Root's programs run as nobody.
 */
public record Sandbox(ProcessRunner runner) implements Confiner {
    /** The Debian package. */
    public static final String PACKAGE = "bubblewrap";

    private static final Duration PROBE_LIMIT = Duration.ofSeconds(20);
    private static final Path ROOT = Path.of("/");
    private static final Path TMP = Path.of("/tmp");
    private static final Path OWN_LIMITS = Path.of("/proc/self/limits");
    private static final String PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** An address space is larger than the memory that is used of it. */
    private static final int ADDRESS_SPACE_PER_MEMORY = 2;

    /** The limit of a user's processes is one of each sandbox, but that of nobody is one of this host. */
    private static final int ALL_OF_NOBODY = 8192;

    /** What bubblewrap says if a kernel, or Ubuntu's AppArmor, keeps namespaces from it. */
    private static final Pattern NO_NAMESPACES =
            Pattern.compile("bwrap: .*(?:namespace|uid map|RTM_NEWADDR|Can't mount proc).*");

    /** What programs in /usr need; on Debian all but /etc are links into /usr. */
    private static final List<String> SYSTEM_PATHS = List.of(
            "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc/alternatives", "/etc/ld.so.cache");

    /**
     * A namespace of users allows the others to a user, and a second one inside would have a root of its own; root does
     * without, and so can become nobody.
     */
    private static final List<String> AS_USER =
            List.of("--unshare-all", "--unshare-user", "--disable-userns", "--cap-drop", "ALL");

    private static final List<String> AS_ROOT =
            List.of(("--unshare-ipc --unshare-pid --unshare-net --unshare-uts --unshare-cgroup-try"
                            + " --cap-drop ALL --cap-add CAP_SETUID --cap-add CAP_SETGID")
                    .split(" "));

    /** Tries whether sandboxes work here. */
    public static Probe<Sandbox> probe(ProcessRunner runner) throws IOException, InterruptedException {
        Sandbox sandbox = new Sandbox(runner);
        Confinement.Limits limits = new Confinement.Limits(1024, 64, PROBE_LIMIT, 1, 1);
        Confinement empty = new Confinement(Confinement.User.forThisProcess(), Map.of(), Map.of(), TMP, limits);
        CommandResult result = sandbox.run(empty, Command.of("true").timeout(PROBE_LIMIT));
        if (result.succeeded()) {
            return new Probe.Available<>(sandbox);
        }
        if (result.status() == 127) {
            return new Probe.Unavailable<>(false, "no sandbox: apt-get install " + PACKAGE);
        }
        String lastLine = result.output().stream().reduce("", (before, line) -> line);
        return new Probe.Unavailable<>(true, "no sandbox: " + lastLine + advice(lastLine));
    }

    static String advice(String message) {
        return NO_NAMESPACES.matcher(message).matches()
                ? "; allow user namespaces, such as by sysctl kernel.unprivileged_userns_clone=1, or in a container by"
                        + " --privileged"
                : "";
    }

    @Override
    public ConfinedProcess start(Confinement confinement, Command command) throws IOException {
        return ConfinedProcess.start(
                runner, confinement, command.wrappedIn(bwrap(confinement, command)), process -> process.close());
    }

    private static List<String> bwrap(Confinement confinement, Command command) throws IOException {
        boolean isRoot = !confinement.user().isCaller();
        // the first process in the sandbox keeps the environment, which programs can read
        List<String> argv = new ArrayList<>(List.of("env", "-i", PATH, "bwrap"));
        argv.addAll(isRoot ? AS_ROOT : AS_USER);
        argv.addAll(List.of("--die-with-parent", "--new-session", "--setenv", "HOME", TMP.toString()));
        command.environment().forEach((variable, value) -> argv.addAll(List.of("--setenv", variable, value)));
        addSystem(argv);
        addMounts(argv, confinement);
        argv.addAll(List.of("--remount-ro", "/dev", "--remount-ro", "/"));
        argv.addAll(List.of("--chdir", confinement.workingDirectory().toString(), "--"));
        if (isRoot) {
            argv.addAll(List.of(
                    "setpriv", "--reuid", Integer.toString(confinement.user().uid())));
            argv.addAll(List.of(
                    "--regid", Integer.toString(confinement.user().gid()), "--clear-groups", "--inh-caps=-all"));
        }
        argv.addAll(prlimit(
                Files.readString(OWN_LIMITS),
                confinement.limits(),
                isRoot ? ALL_OF_NOBODY : confinement.limits().maxProcesses()));
        argv.addAll(command.argv());
        return argv;
    }

    private static void addSystem(List<String> argv) throws IOException {
        argv.addAll(List.of("--dir", "/etc", "--proc", "/proc", "--dev", "/dev"));
        for (String memory : List.of(TMP.toString(), "/dev/shm")) {
            String bytes = Long.toString((long) Confinement.TMP_MIB << 20);
            argv.addAll(List.of("--size", bytes, "--perms", "1777", "--tmpfs", memory));
        }
        for (String path : SYSTEM_PATHS) {
            Path onHost = Path.of(path);
            if (Files.isSymbolicLink(onHost)) {
                argv.addAll(List.of("--symlink", Files.readSymbolicLink(onHost).toString(), path));
            } else {
                argv.addAll(List.of("--ro-bind-try", path, path));
            }
        }
    }

    /** Outer folders come first; those above a mount are made, or bubblewrap makes them for root alone. */
    private static void addMounts(List<String> argv, Confinement confinement) {
        Set<Path> above = new LinkedHashSet<>();
        List<Map.Entry<Path, Path>> mounts = Stream.concat(
                        confinement.readOnlyMounts().entrySet().stream(),
                        confinement.writableMounts().entrySet().stream())
                .sorted(Comparator.comparing(Map.Entry<Path, Path>::getValue))
                .toList();
        for (Map.Entry<Path, Path> mount : mounts) {
            Path inside = mount.getValue();
            for (int names = 1; names < inside.getNameCount(); names++) {
                Path folder = ROOT.resolve(inside.subpath(0, names));
                if (!folder.equals(TMP) && above.add(folder)) {
                    argv.addAll(List.of("--dir", folder.toString()));
                }
            }
            boolean writable = confinement.writableMounts().containsKey(mount.getKey());
            argv.addAll(
                    List.of(writable ? "--bind" : "--ro-bind", mount.getKey().toString(), inside.toString()));
        }
    }

    static List<String> prlimit(String ownLimits, Confinement.Limits limits, int maxProcesses) {
        long addressSpace = ((long) limits.memoryMib() << 20) * ADDRESS_SPACE_PER_MEMORY;
        return List.of(
                "prlimit",
                "--as=" + atMostHard(ownLimits, "address space", addressSpace),
                "--nproc=" + atMostHard(ownLimits, "processes", maxProcesses),
                "--cpu=" + atMostHard(ownLimits, "cpu time", limits.cpu().toSeconds()),
                "--fsize=" + atMostHard(ownLimits, "file size", limits.fileBytes()),
                "--core=0",
                "--");
    }

    /** A hard limit of this process, as ulimit sets it, cannot be raised for the program. */
    private static long atMostHard(String ownLimits, String resource, long limit) {
        Matcher hard =
                Pattern.compile("(?m)^Max " + resource + " +\\S+ +(\\d+)").matcher(ownLimits);
        return hard.find() ? Math.min(limit, Long.parseLong(hard.group(1))) : limit;
    }
}
