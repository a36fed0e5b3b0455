// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.kernellog.Anchors;
import org.vc4lab.kernellog.KernelLogParser;

/**
 * How fast logs are read, in MB/s, on a log of boots and on a pathological one, beside {@code grep -E} with as many
 * patterns over the same files in the same run.
 *
 * <p>{@code KernelLogBenchmark [MiB of the log of boots, default 1024] [MiB of the pathological one, default 128]}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
@Fork(1)
public class KernelLogBenchmark {
    private static final int GREP_RUNS = 5;
    private static final double MEGA = 1e6;

    @Param("")
    public String log = "";

    @Benchmark
    public long parse() throws IOException {
        long[] reports = new long[1];
        try (InputStream stream = Files.newInputStream(Path.of(log))) {
            KernelLogParser.parse(stream, report -> reports[0] += report.repeats());
        }
        return reports[0];
    }

    /** A timed thing: the medians of its runs. */
    private record Row(KernelLogWorkload workload, double parser, double grep) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "kernellog %-12s parser %6.0f MB/s   grep -E %6.0f MB/s   ratio %.2f",
                    workload,
                    parser,
                    grep,
                    parser / grep);
        }
    }

    public static void main(String[] arguments) throws Exception {
        long boots = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1024;
        long pathological = arguments.length > 1 ? Long.parseLong(arguments[1]) : 128;
        Path folder = Files.createTempDirectory("kernellog-bench");
        try {
            List<Row> rows = new ArrayList<>();
            rows.add(row(KernelLogWorkload.boots, folder, boots << 20));
            rows.add(row(KernelLogWorkload.pathological, folder, pathological << 20));
            rows.forEach(System.out::println);
        } finally {
            for (KernelLogWorkload workload : KernelLogWorkload.values()) {
                Files.deleteIfExists(folder.resolve(workload.name()));
            }
            Files.deleteIfExists(folder);
        }
    }

    private static Row row(KernelLogWorkload workload, Path folder, long size) throws Exception {
        Path log = folder.resolve(workload.name());
        workload.write(log, size);
        double megabytes = Files.size(log) / MEGA;
        return new Row(workload, megabytes / parserSeconds(log), megabytes / grepSeconds(log));
    }

    private static double parserSeconds(Path log) throws RunnerException {
        Options options = new OptionsBuilder()
                .include(KernelLogBenchmark.class.getName() + ".parse")
                .param("log", log.toString())
                .jvmArgs("-Xmx256m")
                .build();
        Collection<RunResult> results = new Runner(options).run();
        return results.iterator().next().getPrimaryResult().getStatistics().getPercentile(50) / 1000;
    }

    private static double grepSeconds(Path log) throws IOException, InterruptedException {
        String patterns =
                Anchors.all().stream().map(KernelLogBenchmark::escaped).collect(Collectors.joining("|"));
        Command grep = Command.of("grep", "-c", "-E", patterns, log.toString())
                .env("LC_ALL", "C")
                .timeout(Duration.ofMinutes(30));
        List<Double> seconds = new ArrayList<>();
        for (int run = 0; run < GREP_RUNS; run++) {
            long start = System.nanoTime();
            CommandResult commandResult = new ProcessRunner().run(grep);
            seconds.add((System.nanoTime() - start) / 1e9);
            if (commandResult.status() > 1) {
                throw new IOException(commandResult.describe());
            }
        }
        return seconds.stream().sorted().toList().get(GREP_RUNS / 2);
    }

    private static String escaped(String anchor) {
        return anchor.replaceAll("([\\[\\](){}.*+?^$|\\\\])", "\\\\$1");
    }
}
