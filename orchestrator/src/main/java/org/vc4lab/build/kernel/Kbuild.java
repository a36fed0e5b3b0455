// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.vc4lab.build.host.BuildContext;
import org.vc4lab.build.host.BuildDirectoryLock;
import org.vc4lab.build.host.HostHealth;
import org.vc4lab.build.kernel.KernelConfigRepository.BuildConfig;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;

/**
 * Runs the kernel's make out of tree, in the object folder in which one configuration of one kernel is compiled,
 * candidate after candidate. Builds are reproducible: the same sources give the same bytes on every machine.
 */
record Kbuild(
        BuildContext context,
        BuildConfig buildConfig,
        KernelSourceTree tree,
        Path source,
        KernelBuildDirectory directory) {
    private static final System.Logger LOG = System.getLogger(Kbuild.class.getName());
    /** Make's status if a step fails. Any other is of what killed it, or of what should have started it. */
    private static final int MAKE_ERROR = 2;

    private static final Duration LIMIT = Duration.ofHours(3);
    /** Steps go to stdout and warnings to stderr; two pipes would lose their order. */
    private static final List<String> ONE_STREAM = List.of("sh", "-c", "exec \"$@\" 2>&1", "make");

    /** What debug information calls the folder of a module's sources. */
    static final String MODULE_SOURCES = "module";

    /** Of ccache, for each configuration; a whole kernel takes about 50 MB. */
    private static final String CACHE_SIZE = "1G";

    /** The approximate number of steps of a first build. */
    private static final long FIRST_STEPS = 1300;

    /**
     * Makes the .config, unless it is up to date.
     *
     * @param key of everything but the contents
     * @param contents of the files in which kernels of this folder differ
     */
    void configure(CacheKey key, Map<String, String> contents)
            throws IOException, InterruptedException, KernelBuildException {
        List<String> kconfig = contents.keySet().stream()
                .filter(path -> path.substring(path.lastIndexOf('/') + 1).startsWith("Kconfig"))
                .toList();
        kconfig.forEach(path -> key.addText(path, String.valueOf(contents.get(path))));
        Path stamp = directory.state().resolve("configured");
        if (Files.exists(config(), LinkOption.NOFOLLOW_LINKS)
                && Files.exists(stamp)
                && Files.readString(stamp).equals(key.id())) {
            return;
        }
        LOG.log(System.Logger.Level.DEBUG, "{0}: the .config is made anew in {1}", tree.name(), directory);
        Files.deleteIfExists(stamp);
        String problem = configure();
        if (!problem.isEmpty() && contents.keySet().stream().noneMatch(Kbuild::steersConfiguration)) {
            throw new RefusedSettingsException(problem);
        }
        if (!problem.isEmpty()) {
            throw new KernelBuildException(new KernelBuild.BuildFailed(problem));
        }
        Files.writeString(stamp, key.id());
    }

    private static boolean steersConfiguration(String path) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        return path.startsWith("scripts/") || file.startsWith("Kconfig") || file.startsWith("Makefile");
    }

    /** Makes the .config from the fragments alone. Returns the error, or an empty text. */
    private String configure() throws IOException, InterruptedException, KernelBuildException {
        KernelFragments fragments = KernelFragments.read(buildConfig.fragments());
        Path settings = Files.writeString(directory.settings(), fragments.joinLines());
        HostHealth health = HostHealth.measure(context.store().root());
        CommandResult result = run(command(List.of("allnoconfig")).env("KCONFIG_ALLCONFIG", settings.toString()));
        if (!result.succeeded()) {
            requireHealthy(health, result);
        }
        return result.succeeded()
                ? String.join(System.lineSeparator(), fragments.findRefused(directory.requirePlainFile(config())))
                : result.describe();
    }

    void compile() throws IOException, InterruptedException, KernelBuildException {
        String boot = "arch/" + buildConfig.config().architecture() + "/boot/";
        String image = buildConfig.config().image().replace(boot, "");
        build(tree.name(), List.of(image, buildConfig.deviceTree().replace(boot + "dts/", "")));
    }

    /** Makes what a module links against. Never run it together with the image's make, which reads vmlinux. */
    void buildModuleSymbols() throws IOException, InterruptedException, KernelBuildException {
        build("symbols of " + tree.name(), List.of("modules"));
    }

    /** @param sources of the module; it is built there */
    void buildModule(String title, Path sources) throws IOException, InterruptedException, KernelBuildException {
        // make takes the last value; one that all builds share would compile every kernel again
        String flags =
                "KCFLAGS=" + prefixMap("-fdebug-prefix-map=") + " -fdebug-prefix-map=" + sources + "=" + MODULE_SOURCES;
        build(title, List.of(flags, "M=" + sources, "modules"));
    }

    /**
     * If the output says that the machine is at fault, and the machine is healthy, makes it twice: a process of the
     * build may have been killed. What fails again is the sources' fault.
     *
     * @throws KernelBuildException if the sources are at fault
     */
    private void build(String title, List<String> targets)
            throws IOException, InterruptedException, KernelBuildException {
        boolean firstBuild = !directory.isBuilt();
        MakeRun run = make(title, targets, firstBuild);
        if (!run.result().succeeded() && run.output().isHostSuspected()) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "{0}: once more, {1}",
                    title,
                    run.result().describe());
            directory.discardHalfWritten();
            run = make(title, targets, firstBuild);
        }
        directory.requireFolder(directory.objects());
        run.output().saveWarnings();
        directory.marker().clear();
        if (!run.result().succeeded()) {
            String errors = run.output().errors();
            throw new KernelBuildException(
                    new KernelBuild.BuildFailed(errors.isEmpty() ? run.result().describe() : errors));
        }
        LOG.log(System.Logger.Level.DEBUG, "{0}: {1} build steps", title, run.steps());
        if (firstBuild) {
            Files.writeString(directory.steps(), Long.toString(run.steps()));
        }
        Files.setLastModifiedTime(directory.steps(), FileTime.from(Instant.now()));
    }

    private record MakeRun(CommandResult result, CompilerOutput output, long steps) {}

    /** @throws KernelBuildException if make exceeded a limit: what was half written stays marked */
    private MakeRun make(String title, List<String> targets, boolean firstBuild)
            throws IOException, InterruptedException, KernelBuildException {
        CompilerOutput output = CompilerOutput.of(directory.state(), source);
        AtomicLong steps = new AtomicLong();
        long expected = firstBuild ? FIRST_STEPS : 0; // an incremental build's number of steps is unknown
        directory.marker().set();
        HostHealth health = HostHealth.measure(context.store().root());
        CommandResult result;
        try (Progress.ProgressTask task = context.progress().start(title, expected)) {
            result = run(command(targets).timeout(LIMIT).onOutputLine(line -> {
                output.accept(line);
                if (CompilerOutput.isStep(line)) {
                    long done = steps.incrementAndGet();
                    task.update(done, Math.max(done, expected));
                }
            }));
        }
        if (!result.succeeded() && (isNotOfMake(result) || result.timedOut() || output.isHostSuspected())) {
            requireHealthy(health, result);
        }
        requireWithinLimits(result);
        return new MakeRun(result, output, steps.get());
    }

    /** Whether make did not start or did not end by itself, and no limit of its makefiles is the reason. */
    static boolean isNotOfMake(CommandResult result) {
        return !result.succeeded() && !result.timedOut() && result.status() != MAKE_ERROR;
    }

    /** @throws KernelBuildException if the makefiles ran too long, were silent too long or wrote too much */
    static void requireWithinLimits(CommandResult result) throws KernelBuildException {
        if (result.timedOut()) {
            throw new KernelBuildException(new KernelBuild.BuildFailed(
                    "make " + result.exceeded().get() + " and was killed: " + result.describe()));
        }
    }

    /** Fails if make did not end by itself or if the machine lacked something. */
    private static void requireHealthy(HostHealth health, CommandResult result) throws IOException {
        if (isNotOfMake(result)) {
            result.orThrow();
        }
        Optional<String> failure = health.findFailure();
        if (failure.isPresent()) {
            throw new IOException(failure.get() + "; " + result.describe());
        }
    }

    Path image() {
        return directory.objects().resolve(buildConfig.config().image());
    }

    Path deviceTree() {
        return directory.objects().resolve(buildConfig.deviceTree());
    }

    Path config() {
        return directory.objects().resolve(".config");
    }

    Path symbols() {
        return directory.objects().resolve("vmlinux");
    }

    Path offsets() {
        return directory.objects().resolve("include/generated/asm-offsets.h");
    }

    private CommandResult run(Command command) throws IOException, InterruptedException {
        return context.environment()
                .run(
                        command,
                        List.of(source, directory.state(), directory.lock()),
                        List.of(directory.build(), directory.ccache()));
    }

    private Command command(List<String> targets) {
        List<String> argv = new ArrayList<>(ONE_STREAM);
        argv.addAll(List.of(
                "make",
                "--no-print-directory",
                "--output-sync=target", // keeps a step's warnings behind its line
                "-C",
                source.toString(),
                "O=" + directory.objects(),
                "-j" + Runtime.getRuntime().availableProcessors(),
                "ARCH=" + buildConfig.config().architecture(),
                "CROSS_COMPILE=" + buildConfig.config().crossCompile(),
                "KBUILD_BUILD_TIMESTAMP=Thu Jan  1 00:00:00 UTC 2026",
                "KBUILD_BUILD_USER=vc4lab",
                "KBUILD_BUILD_HOST=vc4lab",
                "KBUILD_BUILD_VERSION=1",
                "LOCALVERSION=",
                "LLVM=" + (buildConfig.config().usesLlvm() ? "1" : ""),
                "V=0",
                "KCFLAGS=" + prefixMap("-fdebug-prefix-map="),
                "KAFLAGS=" + prefixMap("-Wa,--debug-prefix-map=")));
        if (tree.usesCcache()) {
            argv.add("CC=ccache " + buildConfig.config().compiler());
        }
        argv.addAll(targets);
        Command command = Command.of(BuildDirectoryLock.wrap(directory.lock(), argv))
                .env("MAKEFLAGS", "")
                .env("LC_ALL", "C")
                .env("KBUILD_EXTMOD", "");
        return tree.usesCcache() ? withCcache(command, directory.ccache()) : command;
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
        return option + source + "/= " + option + directory.objects() + "=.";
    }
}
