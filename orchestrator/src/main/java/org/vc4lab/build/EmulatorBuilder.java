// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

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
import org.vc4lab.exec.Command;
import org.vc4lab.exec.Folders;
import org.vc4lab.exec.Outcome;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.Applied;
import org.vc4lab.patch.Applier;
import org.vc4lab.patch.FileState;
import org.vc4lab.patch.SeriesReader;

/**
 * Builds QEMU with the models laid over it. The tree and the objects stay, so that a changed model compiles in seconds;
 * each kind of emulator has its own.
 */
final class EmulatorBuilder {
    /** To be counted up where a change in here makes another result of the same sources. */
    private static final String RECIPE = "1";

    private static final String PROGRAM = "qemu-system-aarch64";
    private static final Duration LIMIT = Duration.ofHours(3);
    private static final long OBJECTS_MIB = 800;

    /**
     * QEMU's python environment links to the system's python; from a container no link comes back that leads outside.
     */
    private static final List<String> WITH_PYTHON = List.of(
            "sh", "-c", "test -e \"$0/python3\" || ln -sf \"$(command -v python3)\" \"$0/python3\"; exec \"$@\"");

    private static final Pattern STEP = Pattern.compile("\\[(\\d+)/(\\d+)\\] .*");

    private final EmulatorKind kind;
    private final EmulatorSources sources;
    private final Store store;
    private final ProcessRunner runner;
    private final Workbench bench;
    private final Progress progress;
    private final Unpacker unpacker;
    private final Toolchain toolchain;

    EmulatorBuilder(
            EmulatorKind kind,
            Path home,
            Store store,
            ProcessRunner runner,
            Workbench bench,
            Progress progress,
            Unpacker unpacker,
            Toolchain toolchain) {
        this.kind = kind;
        this.sources = new EmulatorSources(home.resolve("qemu-images/emulator"));
        this.store = store;
        this.runner = runner;
        this.bench = bench;
        this.progress = progress;
        this.unpacker = unpacker;
        this.toolchain = toolchain;
    }

    Emulator build() throws IOException, InterruptedException {
        Key key = sources.addTo(new Key().plain("recipe", RECIPE).plain("toolchain", toolchain.version("")));
        Path entry = store.<IOException>obtain("emulator", key, this::make);
        return new Emulator(entry.resolve(PROGRAM), key.id());
    }

    @SuppressWarnings("try") // the lock is only held
    private void make(Path out) throws IOException, InterruptedException {
        try (FileLocks.Held held = store.lock(kind.area())) {
            Path objects = prepare();
            ninja(objects, kind.title(), List.of(PROGRAM));
            Path program = out.resolve(PROGRAM);
            bench.run(
                            Command.of(
                                    "strip",
                                    "-o",
                                    program.toString(),
                                    objects.resolve(PROGRAM).toString()),
                            List.of(objects),
                            List.of(out))
                    .orThrow();
            copyKeymaps(store.work(kind.area()).resolve("source/pc-bios/keymaps"), out.resolve("keymaps"));
        }
    }

    /** The remote display wants a keyboard layout; QEMU looks for it beside itself. */
    private static void copyKeymaps(Path from, Path to) throws IOException {
        for (Path file : Key.plainFiles(from)) {
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
     * @param lines hears what they say while they run
     */
    @SuppressWarnings("try") // the lock is only held
    List<QtestResult> test(List<Qtest> tests, Consumer<String> lines) throws IOException, InterruptedException {
        try (FileLocks.Held held = store.lock(kind.area())) {
            Path objects = prepare();
            List<String> targets = new ArrayList<>(List.of(PROGRAM));
            tests.forEach(test -> targets.add(test.program()));
            ninja(objects, kind.title() + " and its tests", targets);
            List<QtestResult> results = new ArrayList<>();
            for (Qtest test : tests) {
                Command command = test.command(objects, objects.resolve(PROGRAM));
                results.addAll(QtestResult.of(test.program(), runner.run(command.tellingEachLineTo(lines))));
            }
            return results;
        }
    }

    EmulatorSources sources() {
        return sources;
    }

    /** The tree as it must be now, and a folder of objects that is configured. */
    private Path prepare() throws IOException, InterruptedException {
        SourceTree tree = unpacker.tree(kind.area(), sources.tarball());
        tree.become(files(tree));
        Path area = store.work(kind.area());
        Path objects = area.resolve(bench.folder("objects"));
        Key key = new Key()
                .plain("toolchain", toolchain.version(""))
                .plain("meson", sources.meson().sha256())
                .text("arguments", String.join("\n", kind.arguments(sources)));
        Path stamp = objects.resolve(".vc4lab-configured");
        if (!Files.exists(stamp) || !Files.readString(stamp).equals(key.id())) {
            store.requireSpace(OBJECTS_MIB, "the objects of the " + kind.title());
            Folders.delete(objects);
            Files.createDirectories(objects);
            configure(tree.folder(), area, objects);
            Files.writeString(stamp, key.id());
        }
        return objects;
    }

    private Map<String, FileState> files(SourceTree tree) throws IOException, InterruptedException {
        Path scratch = store.temporary();
        try {
            Applied applied =
                    new Applier(runner).apply(tree, List.of(new SeriesReader(runner).read(sources.wiring())), scratch);
            if (applied instanceof Applied.Failed failed) {
                throw new IOException(
                        sources.wiring().resolve(failed.patch()) + " does not apply to QEMU: " + failed.reason());
            }
            Map<String, FileState> files = new LinkedHashMap<>(((Applied.Whole) applied).files());
            files.putAll(sources.overlay());
            return files;
        } finally {
            Folders.delete(scratch);
        }
    }

    private void configure(Path source, Path area, Path objects) throws IOException, InterruptedException {
        Path meson = meson(area);
        Folders.delete(meson);
        runner.run(Command.of("dpkg-deb", "-x", unpacker.get(sources.meson()).toString(), meson.toString()))
                .orThrow();
        List<String> argv = new ArrayList<>(List.of(source.resolve("configure").toString()));
        argv.addAll(kind.arguments(sources));
        try (Progress.Task task = progress.start("configure the " + kind.title(), 0)) {
            task.reached(0, 0);
            run(withMeson(Command.of(argv).in(objects).within(LIMIT), area), area, objects)
                    .orThrow();
        }
    }

    private Outcome run(Command command, Path area, Path objects) throws IOException, InterruptedException {
        return bench.run(command, List.of(area.resolve("source"), meson(area)), List.of(objects));
    }

    private static Path meson(Path area) {
        return area.resolve("meson");
    }

    private Command withMeson(Command command, Path area) throws IOException {
        return command.with(
                "PYTHONPATH", meson(area).resolve(sources.mesonPython()).toString());
    }

    private void ninja(Path objects, String what, List<String> targets) throws IOException, InterruptedException {
        List<String> argv = new ArrayList<>(WITH_PYTHON);
        argv.addAll(List.of(objects.resolve("pyvenv/bin").toString(), "ninja", "-C", objects.toString()));
        argv.addAll(targets);
        try (Progress.Task task = progress.start(what, 0)) {
            Command command = Command.of(OrphanLock.around(objects, argv))
                    .within(LIMIT)
                    .tellingEachLineTo(line -> {
                        Matcher step = STEP.matcher(line);
                        if (step.matches()) {
                            task.reached(Long.parseLong(step.group(1)), Long.parseLong(step.group(2)));
                        }
                    });
            Path area = store.work(kind.area());
            Outcome outcome = run(withMeson(command, area), area, objects);
            outcome.orThrow();
        }
    }
}
