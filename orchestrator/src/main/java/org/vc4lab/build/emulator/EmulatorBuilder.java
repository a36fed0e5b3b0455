// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.emulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.build.host.BuildDirectoryLock;
import org.vc4lab.build.host.BuildEnvironment;
import org.vc4lab.build.host.Toolchain;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.FileLocks;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.SourceTree;
import org.vc4lab.build.store.SourceUnpacker;
import org.vc4lab.build.store.Store;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.ApplyResult;
import org.vc4lab.patch.FileState;
import org.vc4lab.patch.PatchApplier;
import org.vc4lab.patch.SeriesReader;

/**
 * Builds QEMU with the models laid over it. The tree and the objects stay, so that a changed model compiles in seconds;
 * each kind of emulator has its own.
 */
public final class EmulatorBuilder {
    /** To be counted up where a change in here makes another result of the same sources. */
    private static final String CACHE_VERSION = "1";

    private static final String PROGRAM = "qemu-system-aarch64";
    private static final Duration LIMIT = Duration.ofHours(3);
    private static final long OBJECTS_MIB = 800;

    /**
     * QEMU's python environment links to the system's python; from a container no link comes back that leads outside.
     */
    private static final List<String> WITH_PYTHON = List.of(
            "sh", "-c", "test -e \"$0/python3\" || ln -sf \"$(command -v python3)\" \"$0/python3\"; exec \"$@\"");

    private static final Pattern STEP = Pattern.compile("\\[(\\d+)/(\\d+)\\] .*");

    private final EmulatorVariant variant;
    private final EmulatorSources sources;
    private final Store store;
    private final ProcessRunner runner;
    private final BuildEnvironment buildEnvironment;
    private final Progress progress;
    private final SourceUnpacker unpacker;
    private final Toolchain toolchain;

    public EmulatorBuilder(
            EmulatorVariant variant,
            Path home,
            Store store,
            ProcessRunner runner,
            BuildEnvironment buildEnvironment,
            Progress progress,
            SourceUnpacker unpacker,
            Toolchain toolchain) {
        this.variant = variant;
        this.sources = new EmulatorSources(home.resolve("qemu-images/emulator"));
        this.store = store;
        this.runner = runner;
        this.buildEnvironment = buildEnvironment;
        this.progress = progress;
        this.unpacker = unpacker;
        this.toolchain = toolchain;
    }

    public Emulator build() throws IOException, InterruptedException {
        CacheKey key = sources.addTo(
                new CacheKey().addValue("recipe", CACHE_VERSION).addValue("toolchain", toolchain.version("")));
        Path entry = store.<IOException>getOrBuild("emulator", key, this::buildEntry);
        return new Emulator(entry.resolve(PROGRAM), key.id());
    }

    @SuppressWarnings("try") // the lock is only held
    private void buildEntry(Path out) throws IOException, InterruptedException {
        try (FileLocks.Held held = store.lock(variant.area())) {
            Path objects = prepare();
            runNinja(objects, variant.title(), List.of(PROGRAM));
            Path program = out.resolve(PROGRAM);
            buildEnvironment
                    .run(
                            Command.of(
                                    "strip",
                                    "-o",
                                    program.toString(),
                                    objects.resolve(PROGRAM).toString()),
                            List.of(objects),
                            List.of(out))
                    .orThrow();
            copyKeymaps(store.workArea(variant.area()).resolve("source/pc-bios/keymaps"), out.resolve("keymaps"));
        }
    }

    /** The remote display wants a keyboard layout; QEMU looks for it beside itself. */
    private static void copyKeymaps(Path from, Path to) throws IOException {
        for (Path file : CacheKey.listFiles(from)) {
            if (file.endsWith("meson.build")) {
                continue;
            }
            Files.createDirectories(to);
            Files.copy(file, to.resolve(from.relativize(file)));
        }
    }

    /**
     * Builds tests and runs them, one after the other.
     *
     * @param outputListener hears what they say while they run
     */
    @SuppressWarnings("try")
    public // the lock is only held
    List<QtestResult> runTests(List<Qtest> tests, Consumer<String> outputListener)
            throws IOException, InterruptedException {
        try (FileLocks.Held held = store.lock(variant.area())) {
            Path objects = prepare();
            List<String> targets = new ArrayList<>(List.of(PROGRAM));
            tests.forEach(test -> targets.add(test.program()));
            runNinja(objects, variant.title() + " and its tests", targets);
            List<QtestResult> results = new ArrayList<>();
            for (Qtest test : tests) {
                Command command = test.toCommand(objects, objects.resolve(PROGRAM));
                results.addAll(QtestResult.parse(test.program(), runner.run(command.onOutputLine(outputListener))));
            }
            return results;
        }
    }

    public EmulatorSources sources() {
        return sources;
    }

    /** The tree as it must be now, and a folder of objects that is configured. */
    private Path prepare() throws IOException, InterruptedException {
        SourceTree tree = unpacker.unpackedTree(variant.area(), sources.tarball());
        tree.updateTo(patchedFiles(tree));
        Path area = store.workArea(variant.area());
        Path objects = area.resolve(buildEnvironment.objectFolderName("objects"));
        CacheKey key = new CacheKey()
                .addValue("toolchain", toolchain.version(""))
                .addValue("meson", sources.meson().sha256())
                .addText("arguments", String.join("\n", variant.configureArguments(sources)));
        Path stamp = objects.resolve(".vc4lab-configured");
        if (!Files.exists(stamp) || !Files.readString(stamp).equals(key.id())) {
            store.requireSpace(OBJECTS_MIB, "the objects of the " + variant.title());
            PathUtils.delete(objects);
            Files.createDirectories(objects);
            configure(tree.folder(), area, objects);
            Files.writeString(stamp, key.id());
        }
        return objects;
    }

    private Map<String, FileState> patchedFiles(SourceTree tree) throws IOException, InterruptedException {
        Path scratch = store.createTempFolder();
        try {
            ApplyResult applyResult = new PatchApplier(runner)
                    .apply(tree, List.of(new SeriesReader(runner).read(sources.wiring())), scratch);
            if (applyResult instanceof ApplyResult.Failure failure) {
                throw new IOException(
                        sources.wiring().resolve(failure.patch()) + " does not apply to QEMU: " + failure.reason());
            }
            Map<String, FileState> files = new LinkedHashMap<>(((ApplyResult.Success) applyResult).files());
            files.putAll(sources.overlay());
            return files;
        } finally {
            PathUtils.delete(scratch);
        }
    }

    private void configure(Path source, Path area, Path objects) throws IOException, InterruptedException {
        Path meson = mesonFolder(area);
        PathUtils.delete(meson);
        runner.run(Command.of("dpkg-deb", "-x", unpacker.fetch(sources.meson()).toString(), meson.toString()))
                .orThrow();
        List<String> argv = new ArrayList<>(List.of(source.resolve("configure").toString()));
        argv.addAll(variant.configureArguments(sources));
        try (Progress.ProgressTask task = progress.start("configure the " + variant.title(), 0)) {
            task.update(0, 0);
            run(withMeson(Command.of(argv).workingDirectory(objects).timeout(LIMIT), area), area, objects)
                    .orThrow();
        }
    }

    private CommandResult run(Command command, Path area, Path objects) throws IOException, InterruptedException {
        return buildEnvironment.run(command, List.of(area.resolve("source"), mesonFolder(area)), List.of(objects));
    }

    private static Path mesonFolder(Path area) {
        return area.resolve("meson");
    }

    private Command withMeson(Command command, Path area) throws IOException {
        return command.env(
                "PYTHONPATH", mesonFolder(area).resolve(sources.mesonPython()).toString());
    }

    private void runNinja(Path objects, String title, List<String> targets) throws IOException, InterruptedException {
        List<String> argv = new ArrayList<>(WITH_PYTHON);
        argv.addAll(List.of(objects.resolve("pyvenv/bin").toString(), "ninja", "-C", objects.toString()));
        argv.addAll(targets);
        try (Progress.ProgressTask task = progress.start(title, 0)) {
            Command command = Command.of(BuildDirectoryLock.wrap(objects, argv))
                    .timeout(LIMIT)
                    .onOutputLine(line -> {
                        Matcher step = STEP.matcher(line);
                        if (step.matches()) {
                            task.update(Long.parseLong(step.group(1)), Long.parseLong(step.group(2)));
                        }
                    });
            Path area = store.workArea(variant.area());
            CommandResult result = run(withMeson(command, area), area, objects);
            result.orThrow();
        }
    }
}
