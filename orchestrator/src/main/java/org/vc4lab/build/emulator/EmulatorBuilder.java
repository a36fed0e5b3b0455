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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.io.FileUtils;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.build.host.BuildContext;
import org.vc4lab.build.host.BuildDirectoryLock;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.SourceUnpacker.SourceTree;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.FileLocks;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.TempDirectory;
import org.vc4lab.patch.FileState;
import org.vc4lab.patch.PatchApplier;
import org.vc4lab.patch.PatchFailedException;
import org.vc4lab.patch.Series;
import org.vc4lab.patch.SeriesReader;

/**
 * Builds QEMU with the models added to its tree. The tree and the objects are kept, so that a changed model compiles in
 * seconds; each variant has its own.
 */
public final class EmulatorBuilder {
    private static final System.Logger LOG = System.getLogger(EmulatorBuilder.class.getName());

    /** Increase it if a change in this package makes another result of the same sources. */
    private static final String CACHE_VERSION = "1";

    static final String PROGRAM = "qemu-system-aarch64";
    private static final Duration LIMIT = Duration.ofHours(3);
    private static final long OBJECTS_MIB = 800;

    /**
     * QEMU's Python environment links to the system's python, and links that leave a container's output are deleted.
     */
    private static final List<String> WITH_PYTHON = List.of(
            "sh", "-c", "test -e \"$0/python3\" || ln -sf \"$(command -v python3)\" \"$0/python3\"; exec \"$@\"");

    private static final Pattern STEP = Pattern.compile("\\[(\\d+)/(\\d+)\\] .*");

    private final EmulatorVariant variant;
    private final EmulatorSources sources;
    private final BuildContext context;
    private final Path area;
    private final Path meson;

    public EmulatorBuilder(EmulatorVariant variant, BuildContext context) {
        this.variant = variant;
        this.sources = new EmulatorSources(context.home().resolve("qemu-images/emulator"));
        this.context = context;
        this.area = context.store().workArea(variant.area());
        this.meson = area.resolve("meson");
    }

    public Emulator build() throws IOException, InterruptedException {
        CacheKey key = sources.addTo(new CacheKey()
                .addValue("recipe", CACHE_VERSION)
                .addValue("toolchain", context.toolchain().version("gcc", "ld")));
        Path entry = context.store().<IOException>getOrBuild("emulator", key, this::buildEntry);
        return new Emulator(entry.resolve(PROGRAM), key.id());
    }

    @SuppressWarnings("try") // the lock is only held
    private void buildEntry(Path out) throws IOException, InterruptedException {
        try (FileLocks.Held held = context.store().lock(variant.area())) {
            List<String> targets = List.of(PROGRAM, "plugins/witness/" + Emulator.WITNESS);
            Path objects = compile(variant.title(), targets);
            for (String target : targets) {
                String file = target.substring(target.lastIndexOf('/') + 1);
                Command strip = Command.of(
                        "strip",
                        "-o",
                        out.resolve(file).toString(),
                        objects.resolve(target).toString());
                context.environment().run(strip, List.of(objects), List.of(out)).orThrow();
            }
            // the remote display needs a keyboard layout; QEMU looks for it beside itself
            FileUtils.copyDirectory(
                    area.resolve("source/pc-bios/keymaps").toFile(),
                    out.resolve("keymaps").toFile(),
                    file -> !file.getName().equals("meson.build"),
                    false);
        }
    }

    /** Builds targets and returns the folder of objects. The caller holds the lock of the variant's area. */
    Path compile(String title, List<String> targets) throws IOException, InterruptedException {
        Path objects = prepare();
        List<String> argv = new ArrayList<>(WITH_PYTHON);
        argv.addAll(List.of(objects.resolve("pyvenv/bin").toString(), "ninja", "-C", objects.toString()));
        argv.addAll(targets);
        try (Progress.ProgressTask task = context.progress().start(title, 0)) {
            Command ninja = Command.of(BuildDirectoryLock.wrap(objects, argv)).onOutputLine(line -> {
                Matcher step = STEP.matcher(line);
                if (step.matches()) {
                    task.update(Long.parseLong(step.group(1)), Long.parseLong(step.group(2)));
                }
            });
            run(ninja, objects);
        }
        return objects;
    }

    /** The tree as it must be now, and a folder of objects that is configured. */
    private Path prepare() throws IOException, InterruptedException {
        SourceTree tree = context.unpacker()
                .unpackedTree(variant.area(), sources.lockFile().qemu().tarball());
        tree.updateTo(patchedFiles(tree));
        Path objects = area.resolve(context.environment().objectFolderName("objects"));
        CacheKey key = new CacheKey()
                .addValue("toolchain", context.toolchain().version("gcc", "ld"))
                .addValue("meson", sources.lockFile().meson().sha256())
                .addText("arguments", String.join("\n", sources.configureArguments(variant)));
        Path stamp = objects.resolve(".vc4lab-configured");
        if (!Files.exists(stamp) || !Files.readString(stamp).equals(key.id())) {
            LOG.log(System.Logger.Level.DEBUG, "the {0} is configured anew in {1}", variant.title(), objects);
            context.store().requireSpace(OBJECTS_MIB, "the objects of the " + variant.title());
            PathUtils.delete(objects);
            Files.createDirectories(objects);
            configure(tree.folder(), objects);
            Files.writeString(stamp, key.id());
        }
        return objects;
    }

    private Map<String, FileState> patchedFiles(SourceTree tree) throws IOException, InterruptedException {
        ProcessRunner runner = context.runner();
        try (TempDirectory scratch = context.tempDirectory()) {
            List<Series> wiring = List.of(new SeriesReader(runner).read(sources.wiring()));
            Map<String, FileState> files =
                    new LinkedHashMap<>(new PatchApplier(runner).apply(tree, wiring, scratch.path()));
            files.putAll(sources.overlay());
            return files;
        } catch (PatchFailedException failed) {
            throw new IOException(
                    sources.wiring().resolve(failed.patch()) + " does not apply to QEMU: " + failed.reason(), failed);
        }
    }

    private void configure(Path source, Path objects) throws IOException, InterruptedException {
        PathUtils.delete(meson);
        String deb = context.unpacker().fetch(sources.lockFile().meson().deb()).toString();
        context.runner()
                .run(Command.of("dpkg-deb", "-x", deb, meson.toString()))
                .orThrow();
        List<String> argv = new ArrayList<>(List.of(source.resolve("configure").toString()));
        argv.addAll(sources.configureArguments(variant));
        try (Progress.ProgressTask task = context.progress().start("configure the " + variant.title(), 0)) {
            task.update(0, 0);
            run(Command.of(argv).workingDirectory(objects), objects);
        }
    }

    private void run(Command command, Path objects) throws IOException, InterruptedException {
        Command withMeson = command.timeout(LIMIT)
                .env(
                        "PYTHONPATH",
                        meson.resolve(sources.lockFile().meson().python()).toString());
        context.environment()
                .run(withMeson, List.of(area.resolve("source"), meson), List.of(objects))
                .orThrow();
    }
}
