// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.TestSandbox;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

final class SandboxTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final ProcessRunner runner = new ProcessRunner();

    @TempDir
    Path folder;

    private Sandbox sandbox;
    private Path input;
    private Path output;

    @BeforeEach
    void prepare() throws Exception {
        sandbox = TestSandbox.orSkip(runner);
        input = Files.createDirectory(folder.resolve("input"));
        Files.writeString(input.resolve("file"), "read me");
        output = Files.createDirectory(folder.resolve("output"));
    }

    @Test
    void readsInputsAndWritesOutputs() throws Exception {
        CommandResult result = run("cat INPUT/file; cp INPUT/file copy; pwd");

        assertThat(result.text()).isEqualTo("read me" + output);
        assertThat(output.resolve("copy")).hasContent("read me");
    }

    @Test
    void seesNoOtherFile() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "secret");

        assertThat(run("cat " + secret + " /etc/passwd /etc/shadow").status()).isEqualTo(1);
        assertThat(run("ls -A / /etc /home /root /sys /run /var 2>&1").text()).doesNotContain("passwd", "ssh");
        assertThat(run("ls " + System.getProperty("user.home")).succeeded()).isFalse();
    }

    @Test
    void writesNowhereElse() throws Exception {
        for (String path : new String[] {"INPUT/file", "INPUT/new", "/usr/new", "/etc/new", "/new", "/dev/new"}) {
            assertThat(run("echo x >" + path).succeeded()).as(path).isFalse();
        }
        assertThat(run("echo x >/tmp/new && echo x >/dev/null && cat /tmp/new").text())
                .isEqualTo("x");
        assertThat(Path.of("/tmp/new")).doesNotExist();
        assertThat(input.resolve("file")).hasContent("read me");
    }

    @Test
    void hasNoNetwork() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String connect = "bash -c 'exec 3<>/dev/tcp/127.0.0.1/" + server.getLocalPort() + "'";

            assertThat(runner.run(Command.of("sh", "-c", connect)).succeeded()).isTrue();
            assertThat(run(connect).succeeded()).isFalse();
        }
    }

    @Test
    void seesNoProcessAndNoVariableOfTheHost() throws Exception {
        String self = Long.toString(ProcessHandle.current().pid());

        assertThat(run("kill -0 " + self).succeeded()).isFalse();
        assertThat(run("cat /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n' | cut -d= -f1")
                        .output())
                .isSubsetOf("PATH", "HOME", "GIVEN", "PWD", "OLDPWD", "SHLVL", "_")
                .contains("GIVEN");
    }

    @Test
    void isNeitherRootNorMayBecomeIt() throws Exception {
        CommandResult result = run("id -u; grep -E 'CapEff|CapPrm|CapInh|CapAmb|NoNewPrivs' /proc/self/status");

        assertThat(result.output().get(0)).isNotEqualTo("0");
        assertThat(result.output())
                .filteredOn(line -> line.startsWith("Cap"))
                .hasSize(4)
                .allMatch(line -> line.endsWith("0000000000000000"));
        assertThat(result.output()).contains("NoNewPrivs:\t1");
        assertThat(run("echo x >/proc/sys/kernel/core_pattern").succeeded()).isFalse();
    }

    @Test
    void anEndlessLoopIsKilledByItsLimitOfProcessorTime() throws Exception {
        assertThat(run("while :; do :; done").status()).isBetween(128 + 9, 128 + 24);
    }

    @Test
    void aFileHasALimit() throws Exception {
        assertThat(run("head -c 9M /dev/zero >large").succeeded()).isFalse();
        assertThat(output.resolve("large")).hasSize(8 << 20);
    }

    @Test
    void aProcessHasALimitOfMemory() throws Exception {
        assertThat(run("head -c 1G /dev/zero | tail -c 1G >/dev/null").succeeded())
                .isFalse();
    }

    @Test
    void aFolderHasALimit() throws Exception {
        CommandResult result = run("n=0; while :; do head -c 4M /dev/zero >$n; n=$((n + 1)); sleep 0.5; done");

        assertThat(result.succeeded()).isFalse();
        assertThat(result.describe()).contains("wrote more than 16 MiB into " + output + ", the limit");
    }

    @Test
    void filesThatAreDangerousForTheHostAreDeleted() throws Exception {
        run("mkfifo pipe; ln -s /etc/shadow link; echo x >file");

        assertThat(output).isDirectoryContaining("glob:**file");
        assertThat(Files.exists(output.resolve("pipe"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        assertThat(Files.exists(output.resolve("link"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }

    @Test
    void whatItStartedEndsWithIt() throws Exception {
        String marker = "sleep 86399." + ProcessHandle.current().pid();

        assertThat(run(marker + " & echo started").text()).isEqualTo("started");
        assertThat(runner.run(Command.of("pgrep", "-f", marker)).output()).isEmpty();
    }

    @Test
    void noLimitIsAboveAHardLimitOfThisProcess() {
        String ownLimits =
                """
                Limit                     Soft Limit           Hard Limit           Units
                Max cpu time              unlimited            unlimited            seconds
                Max processes             512                  1024                 processes
                Max address space         unlimited            4294967296           bytes
                """;

        assertThat(Sandbox.prlimit(ownLimits, new Confinement.Limits(6144, 2048, LIMIT, 1, 1), 2048))
                .contains("--nproc=1024", "--as=4294967296", "--cpu=120", "--fsize=1048576");
    }

    @Test
    void onlyWithoutNamespacesTheyAreToBeAllowed() {
        assertThat(Sandbox.advice("bwrap: No permissions to create new namespace, likely because the kernel does not"))
                .contains("allow user namespaces");
        assertThat(Sandbox.advice("bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted"))
                .contains("allow user namespaces");
        assertThat(Sandbox.advice("prlimit: failed to set the NPROC resource limit: Operation not permitted"))
                .isEmpty();
    }

    /** As /tmp is: each of its files would belong to nobody. */
    @Test
    void aFolderThatAllUsersShareIsNotGivenAway() throws Exception {
        Path file = Files.createFile(output.resolve("of another program"));
        Object owner = Files.getAttribute(file, "unix:uid");
        Files.setAttribute(output, "unix:mode", 01777);

        assertThatThrownBy(() -> new Confinement.User(65534, 65534, false).chown(output))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("all users of this host share " + output);

        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(owner);
    }

    private CommandResult run(String script) throws Exception {
        Confinement.User user = Confinement.User.forThisProcess();
        user.chown(output);
        Confinement confinement = new Confinement(
                user,
                Map.of(input, input),
                Map.of(output, output),
                output,
                new Confinement.Limits(256, 64, Duration.ofSeconds(1), 8, 16));
        return sandbox.run(
                confinement,
                Command.of("sh", "-c", script.replace("INPUT", input.toString()))
                        .env("GIVEN", "yes")
                        .timeout(LIMIT));
    }
}
