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
import org.vc4lab.build.host.BuildContext;
import org.vc4lab.build.host.BuildDirectoryLock;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;

/**
 * Runs the kernel's make out of tree. Builds are reproducible: the same sources give the same bytes on every machine.
 *
 * @param objects the object folder; make may also write to its parent
 * @param usesCcache whether compiled files are also kept in a cache beside the objects, for a tree that revisits
 *     commits, so that identical files get new mtimes
 */
record Kbuild(
        BuildContext context, KernelConfigRepository.Config config, Path source, Path objects, boolean usesCcache) {
    private static final System.Logger LOG = System.getLogger(Kbuild.class.getName());
    private static final Duration LIMIT = Duration.ofHours(3);
    private static final Pattern STEP = Pattern.compile("  [A-Z][A-Z0-9_]*(?: \\[M\\])? .*");
    /** Steps go to stdout and warnings to stderr; two pipes would lose their order. */
    private static final List<String> ONE_STREAM = List.of("sh", "-c", "exec \"$@\" 2>&1", "make");

    /** Of ccache, for each configuration; a whole kernel takes about 50 MB. */
    private static final String CACHE_SIZE = "1G";

    private static final String STEPS_FILE = ".vc4lab-steps";
    /** The approximate number of steps of a first build. */
    private static final long FIRST_STEPS = 1300;

    /** Deletes files that an interrupted make may have left half written. */
    void recover() throws IOException, InterruptedException {
        if (InProgressMarker.isSet(objects)) {
            LOG.log(System.Logger.Level.DEBUG, "make was interrupted in {0}: its last files are deleted", objects);
            run(Command.of(BuildDirectoryLock.wrap(objects, List.of("true"))).timeout(LIMIT))
                    .orThrow();
            InProgressMarker.deleteHalfWritten(objects);
        }
    }

    /** Makes the final .config from these settings alone. */
    CommandResult configure(Path settings) throws IOException, InterruptedException {
        return run(command(List.of("allnoconfig")).env("KCONFIG_ALLCONFIG", settings.toString()));
    }

    /**
     * Makes the targets.
     *
     * @throws KernelBuildException if the sources are at fault
     */
    void build(String title, List<String> targets) throws IOException, InterruptedException, KernelBuildException {
        CompilerErrors errors = new CompilerErrors();
        CompilerWarnings warnings = CompilerWarnings.load(objects, source);
        AtomicLong steps = new AtomicLong();
        boolean firstBuild = !Files.exists(objects.resolve(STEPS_FILE));
        long expected = firstBuild ? FIRST_STEPS : 0; // an incremental build's number of steps is unknown
        InProgressMarker.set(objects);
        CommandResult result;
        try (Progress.ProgressTask task = context.progress().start(title, expected)) {
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
        LOG.log(System.Logger.Level.DEBUG, "{0}: {1} build steps", title, steps);
        if (firstBuild) {
            Files.writeString(objects.resolve(STEPS_FILE), Long.toString(steps.get()));
        }
    }

    private CommandResult run(Command command) throws IOException, InterruptedException {
        List<Path> outputs = List.of(objects.toAbsolutePath().getParent());
        return context.environment().run(command, List.of(source), outputs);
    }

    /** Whether a line is what make prints before each of its steps. */
    static boolean isStep(String line) {
        return STEP.matcher(line).matches();
    }

    private Command command(List<String> targets) {
        List<String> argv = new ArrayList<>(ONE_STREAM);
        argv.addAll(List.of(
                "make",
                "--no-print-directory",
                "--output-sync=target", // keeps a step's warnings behind its line
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

    /** Ignores the machine's ccache configuration, which could loosen what counts as equal. */
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
