// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.vc4lab.build.host.BuildDirectoryLock;
import org.vc4lab.build.host.BuildEnvironment;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;

/**
 * Runs the kernel's make, out of tree, in such a way that the same sources give the same bytes wherever and whenever
 * they are built.
 */
final class Kbuild {
    private static final Duration LIMIT = Duration.ofHours(3);
    private static final Pattern STEP = Pattern.compile("  [A-Z][A-Z0-9_]*(?: \\[M\\])? .*");
    /** Steps go to one stream and warnings to the other; through two pipes their order would be lost. */
    private static final List<String> ONE_STREAM = List.of("sh", "-c", "exec \"$@\" 2>&1", "make");

    /** Of ccache, for each configuration; a whole kernel takes about 50 MB there. */
    private static final String CACHE_SIZE = "1G";

    private static final String STEPS_FILE = ".vc4lab-steps";
    /** About how many steps a first build has; after one, its own number is known. */
    private static final long FIRST_STEPS = 1300;

    private final BuildEnvironment buildEnvironment;
    private final Progress progress;
    private final KernelConfigRepository.Config config;
    private final Path source;
    private final Path objects;
    private final boolean usesCcache;

    /**
     * @param objects a folder in one that it may write to
     * @param usesCcache whether what was compiled is kept in a cache beside the objects: a tree that jumps about in its
     *     history comes back to the same files, with other dates
     */
    Kbuild(
            BuildEnvironment buildEnvironment,
            Progress progress,
            KernelConfigRepository.Config config,
            Path source,
            Path objects,
            boolean usesCcache) {
        this.buildEnvironment = buildEnvironment;
        this.progress = progress;
        this.config = config;
        this.source = source;
        this.objects = objects;
        this.usesCcache = usesCcache;
    }

    /** Deletes what a make that was killed may have left half written. */
    void recover() throws IOException, InterruptedException {
        if (InProgressMarker.isSet(objects)) {
            run(Command.of(BuildDirectoryLock.wrap(objects, List.of("true"))).timeout(LIMIT))
                    .orThrow();
            InProgressMarker.deleteHalfWritten(objects);
        }
    }

    /** Makes the final .config out of nothing but these settings. */
    CommandResult configure(Path settings) throws IOException, InterruptedException {
        return run(command(List.of("allnoconfig")).env("KCONFIG_ALLCONFIG", settings.toString()));
    }

    /**
     * Makes the targets.
     *
     * @throws KernelBuildException where the sources are at fault
     */
    void build(String title, List<String> targets) throws IOException, InterruptedException, KernelBuildException {
        CompilerErrors errors = new CompilerErrors();
        CompilerWarnings warnings = CompilerWarnings.load(objects, source);
        AtomicLong steps = new AtomicLong();
        long expected = expectedSteps();
        InProgressMarker.set(objects);
        CommandResult result;
        try (Progress.ProgressTask task = progress.start(title, expected)) {
            result = run(command(targets).timeout(LIMIT).onOutputLine(line -> {
                errors.accept(line);
                warnings.accept(line);
                if (isStep(line)) {
                    long done = steps.incrementAndGet();
                    task.update(done, Math.max(done, expected));
                }
            }));
        }
        if (result.timedOut() || result.status() > 2 || (!result.succeeded() && errors.isHostFailure())) {
            result.orThrow();
        }
        warnings.save();
        InProgressMarker.clear(objects);
        if (!result.succeeded()) {
            String reason = errors.text().isEmpty() ? result.describe() : errors.text();
            throw new KernelBuildException(new KernelBuild.BuildFailed(reason));
        }
        if (!Files.exists(objects.resolve(STEPS_FILE))) {
            Files.writeString(objects.resolve(STEPS_FILE), Long.toString(steps.get()));
        }
    }

    private CommandResult run(Command command) throws IOException, InterruptedException {
        return buildEnvironment.run(
                command, List.of(source), List.of(objects.toAbsolutePath().getParent()));
    }

    /** Whether a line is what make says before each of its steps. */
    static boolean isStep(String line) {
        return STEP.matcher(line).matches();
    }

    /** All steps where nothing was built yet; of later builds nobody can tell before. */
    private long expectedSteps() {
        return Files.exists(objects.resolve(STEPS_FILE)) ? 0 : FIRST_STEPS;
    }

    private Command command(List<String> targets) {
        List<String> argv = new ArrayList<>(ONE_STREAM);
        argv.addAll(List.of(
                "make",
                "--no-print-directory",
                "--output-sync=target", // else nobody can tell whose warnings are whose
                "-C",
                source.toString(),
                "O=" + objects,
                "-j" + Runtime.getRuntime().availableProcessors(),
                "ARCH=" + config.architecture(),
                "CROSS_COMPILE=" + config.crossCompile(),
                "KBUILD_BUILD_TIMESTAMP=Thu Jan  1 00:00:00 UTC 2026",
                "KBUILD_BUILD_USER=vc4lab",
                "KBUILD_BUILD_HOST=vc4lab",
                "KBUILD_BUILD_VERSION=1",
                "LOCALVERSION=",
                "LLVM=",
                "V=0",
                "KCFLAGS=" + prefixMap("-fdebug-prefix-map="),
                "KAFLAGS=" + prefixMap("-Wa,--debug-prefix-map=")));
        if (usesCcache) {
            argv.add("CC=ccache " + config.crossCompile() + "gcc");
        }
        argv.addAll(targets);
        Command command = Command.of(BuildDirectoryLock.wrap(objects, argv))
                .env("MAKEFLAGS", "")
                .env("LC_ALL", "C")
                .env("KBUILD_EXTMOD", "");
        return usesCcache ? withCcache(command, objects.resolveSibling("ccache")) : command;
    }

    /** No configuration file of ccache that is on this machine counts: it could loosen what is taken for equal. */
    private static Command withCcache(Command command, Path cache) {
        return command.env("CCACHE_DIR", cache.toString())
                .env("CCACHE_CONFIGPATH", cache.resolve("ccache.conf").toString())
                .env("CCACHE_COMPILERCHECK", "content")
                .env("CCACHE_SLOPPINESS", "")
                .env("CCACHE_MAXSIZE", CACHE_SIZE);
    }

    /** Keeps the store's paths out of the debug information; __FILE__ is relative to the tree already. */
    private String prefixMap(String option) {
        return option + source + "/= " + option + objects + "=.";
    }
}
