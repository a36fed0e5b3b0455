// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.cli.dmesg.LogFollower;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.kernellog.KernelLogParser;
import org.vc4lab.kernellog.Report;

class DmesgCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String QUIET = "[    1.000000] random: crng init done\n";

    @TempDir
    Path folder;

    private record DmesgRun(int status, String out, String err) {}

    private static DmesgRun dmesg(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CliContext context = new CliContext(Path.of(""), Map.of(), Clock.systemUTC(), false);
        String[] commandLine =
                Stream.concat(Stream.of("dmesg"), Stream.of(arguments)).toArray(String[]::new);
        int status = Main.run(context, new PrintWriter(out), new PrintWriter(err), commandLine);
        return new DmesgRun(status, out.toString(), err.toString());
    }

    private static byte[] seed(String name) throws IOException {
        try (InputStream stream = DmesgCommandTest.class.getResourceAsStream("/kernellog/" + name)) {
            return stream == null ? new byte[0] : stream.readAllBytes();
        }
    }

    private String log(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content).toString();
    }

    @Test
    void jsonLinesHaveTheAgreedKeys() throws IOException {
        String file = log("w1.log", seed("seed-w1.log"));
        DmesgRun run = dmesg("--format=jsonl", file);

        JsonNode report = JSON.readTree(run.out());
        List<String> keys = new ArrayList<>();
        report.fieldNames().forEachRemaining(keys::add);
        assertThat(run.status()).isZero();
        assertThat(run.out().lines()).hasSize(1);
        assertThat(keys)
                .containsExactly(
                        "file",
                        "kind",
                        "title",
                        "signature",
                        "corrupted",
                        "corruptedReason",
                        "repeats",
                        "panicked",
                        "firstLine",
                        "lastLine",
                        "context",
                        "frames",
                        "locksHeld");
        assertThat(report.path("file").asText()).isEqualTo(file);
        assertThat(report.path("kind").asText()).isEqualTo("ATOMIC_SLEEP");
        assertThat(report.path("context").path("irqsDisabled").asInt()).isEqualTo(128);
        assertThat(report.path("frames").path(5).path("function").asText()).isEqualTo("vc4_hdmi_stop_packet");
        assertThat(report.path("frames").path(5).path("offset").asInt()).isEqualTo(0x120);
        assertThat(report.path("frames").path(0).path("offset").isNull()).isTrue();
    }

    @Test
    void jsonIsOneArrayOverAllFiles() throws IOException {
        DmesgRun run = dmesg("--format", "json", log("a", seed("seed-w1.log")), log("b", seed("seed-w2.log")));

        assertThat(JSON.readTree(run.out())).hasSize(2);
    }

    @Test
    void tableNamesTheReports() throws IOException {
        DmesgRun run = dmesg(log("w1.log", seed("seed-w1.log")));

        assertThat(run.out()).contains("ATOMIC_SLEEP", "in vc4_hdmi_stop_packet", "w1.log:3-");
    }

    @Test
    void logWithoutReportIsFine() throws IOException {
        assertThat(dmesg("--format=jsonl", log("quiet", QUIET.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(new DmesgRun(0, "", ""));
        assertThat(dmesg("--format=json", log("empty", new byte[0])).out().trim())
                .isEqualTo("[ ]");
        assertThat(dmesg(log("binary", new byte[10_000])).out().trim()).isEqualTo("no report");
    }

    @Test
    void failOnReportSetsTheExitCode() throws IOException {
        String file = log("w1.log", seed("seed-w1.log"));

        assertThat(dmesg("--fail-on-report", file).status()).isEqualTo(1);
        assertThat(dmesg("--fail-on-report", log("empty", new byte[0])).status())
                .isZero();
    }

    @Test
    void anUnreadableFileIsNamedAndTheRestIsRead() throws IOException {
        DmesgRun run = dmesg("--format=jsonl", folder + "/none", folder.toString(), log("w1.log", seed("seed-w1.log")));

        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(folder + "/none does not exist", folder + " is a folder");
        assertThat(run.out().lines()).hasSize(1);
    }

    @Test
    void wrongUsageIsExplained() throws IOException {
        String file = log("w1.log", seed("seed-w1.log"));

        assertThat(dmesg().status()).isEqualTo(ExitCode.USAGE);
        assertThat(dmesg("--format=xml", file).err()).contains("table", "jsonl");
        assertThat(dmesg("--follow", file).err()).contains("--format=jsonl");
        assertThat(dmesg("--symbols", folder + "/vmlinux", file).err()).contains("no such file");
        assertThat(dmesg("--symbols", file, file).err()).contains("is no ELF file");
    }

    @Test
    void growingLogIsFollowed() throws Exception {
        Path log = Files.write(folder.resolve("growing"), QUIET.getBytes(StandardCharsets.UTF_8));
        List<Report> reports = new ArrayList<>();
        CountDownLatch ended = new CountDownLatch(1);
        Thread follower = new Thread(() -> {
            try {
                new LogFollower(new KernelLogParser(reports::add)).followFile(log);
            } catch (IOException | InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            ended.countDown();
        });
        follower.start();
        byte[] seed = seed("seed-w1.log");
        Files.write(log, Arrays.copyOf(seed, 1000), StandardOpenOption.APPEND);
        Files.write(log, Arrays.copyOfRange(seed, 1000, seed.length), StandardOpenOption.APPEND);

        Awaitility.await("the report").atMost(Duration.ofMinutes(2)).untilAsserted(() -> assertThat(reports)
                .hasSize(1));
        follower.interrupt();
        assertThat(ended.await(2, TimeUnit.MINUTES)).isTrue();
        assertThat(reports).extracting(Report::corrupted).containsExactly(false);
    }

    @Test
    void pipeIsFollowedToItsEnd() throws Exception {
        List<Report> reports = new ArrayList<>();
        new LogFollower(new KernelLogParser(reports::add)).followPipe(new ByteArrayInputStream(seed("seed-w2.log")));

        assertThat(reports).hasSize(1);
    }

    @Test
    void symbolsGiveFileAndLine() throws Exception {
        ProcessRunner runner = new ProcessRunner();
        Path source = Files.writeString(
                folder.resolve("probe.c"),
                """
                static inline __attribute__((always_inline)) int inner(volatile int *p) { return *p; }
                int outer(volatile int *p)
                {
                    return inner(p) + 1;
                }
                int main(void) { int x = 0; return outer(&x); }
                """);
        Path elf = folder.resolve("vmlinux");
        assumeTrue(
                runner.run(Command.of(
                                "gcc", "-g", "-O1", "-fno-inline-functions", "-o", elf.toString(), source.toString()))
                        .succeeded(),
                "no C compiler for this host");
        String size = runner.run(Command.of("nm", "-S", elf.toString())).output().stream()
                .filter(line -> line.endsWith(" outer"))
                .map(line -> line.split(" ", 4)[1])
                .findFirst()
                .orElseThrow();
        String trace =
                "[    1.000000] WARNING: CPU: 0 PID: 1 at probe.c:4 outer+0x1/0x%1$x\nCall trace:\n outer+0x0/0x%1$x\n main+0x0/0x9\n end+0x0/0x1\n"
                        .formatted(Long.parseLong(size, 16))
                        .replace("\n", "\n[    1.000000] ");
        DmesgRun run = dmesg(
                "--format=jsonl",
                "--symbols",
                elf.toString(),
                log("probe.log", trace.getBytes(StandardCharsets.UTF_8)));

        JsonNode locations = JSON.readTree(run.out()).path("frames").path(0).path("places");
        assertThat(locations.path(0).path("file").asText()).endsWith("probe.c");
        assertThat(locations.path(0).path("line").asInt()).isPositive();
        assertThat(locations).isNotEmpty();
    }
}
