// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.vc4lab.build.KernelCatalogue.Recipe;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.Applied;
import org.vc4lab.patch.Applier;
import org.vc4lab.patch.FileState;
import org.vc4lab.patch.Patch;
import org.vc4lab.patch.Series;

/**
 * Builds kernels. There is one tree a version and one folder of objects a configuration; they become one candidate
 * after the other, so that make compiles what differs between two of them and no more.
 */
final class KernelBuilder {
    /** To be counted up where a change in here makes another result of the same sources. */
    private static final String RECIPE = "1";

    private static final String IMAGE = "kernel.img";
    private static final String DEVICE_TREE = "machine.dtb";
    private static final String SYMBOLS = "vmlinux";
    private static final String CONFIG = "config";
    private static final String CANARY = "canary.ko";
    private static final long OBJECTS_MIB = 700;

    private final Store store;
    private final ProcessRunner runner;
    private final Progress progress;
    private final Unpacker unpacker;
    private final KernelCatalogue catalogue;
    private final Toolchain toolchain;
    private final Armstub armstub;
    private final Canary canary;

    KernelBuilder(
            Path home, Store store, ProcessRunner runner, Progress progress, Unpacker unpacker, Toolchain toolchain) {
        this.store = store;
        this.runner = runner;
        this.progress = progress;
        this.unpacker = unpacker;
        this.toolchain = toolchain;
        this.catalogue = new KernelCatalogue(home.resolve("kernel-configs"));
        this.armstub = new Armstub(runner, home.resolve("qemu-images/emulator/armstub/armstub.S"));
        this.canary = new Canary(store, home.resolve("qemu-images/rootfs/canary"));
    }

    KernelBuild build(KernelSpec spec) throws IOException, InterruptedException {
        Recipe recipe = catalogue.recipe(spec);
        Key key = armstub.addTo(withoutPatches(recipe));
        patches(spec).forEach((number, diff) -> key.text("patch " + number, diff));
        try {
            Path entry =
                    store.<NotBuiltException>obtain("kernel", key, folder -> build(recipe, spec.patches(), folder));
            return new KernelBuild.Built(kernel(entry, key.id()));
        } catch (NotBuiltException failed) {
            return failed.outcome();
        }
    }

    private static Kernel kernel(Path entry, String id) {
        return new Kernel(
                entry.resolve(IMAGE),
                entry.resolve(DEVICE_TREE),
                entry.resolve(SYMBOLS),
                entry.resolve(CONFIG),
                entry.resolve(CANARY),
                id);
    }

    /** The diffs alone: a new subject or description is no new kernel. */
    private static Map<String, String> patches(KernelSpec spec) {
        Map<String, String> diffs = new TreeMap<>();
        for (Series series : spec.patches()) {
            for (Patch patch : series.patches()) {
                diffs.put(String.format("%04d", diffs.size() + 1), patch.diff());
            }
        }
        return diffs;
    }

    private Key withoutPatches(Recipe recipe) throws IOException, InterruptedException {
        Key key = new Key()
                .plain("recipe", RECIPE)
                .plain("version", recipe.release().version())
                .plain("tarball", recipe.release().sha256())
                .plain("configuration", recipe.config().toString())
                .plain("toolchain", toolchain.version(recipe.config().crossCompile()))
                .text("settings", KernelFragments.read(recipe.fragments()).joined());
        return canary.addTo(key);
    }

    @SuppressWarnings("try") // the lock is only held
    private void build(Recipe recipe, List<Series> patches, Path out)
            throws IOException, InterruptedException, NotBuiltException {
        try (FileLocks.Held held = store.lock(area(recipe))) {
            SourceTree tree = unpacker.tree(area(recipe), recipe.release().tarball());
            Map<String, FileState> files = apply(tree, patches);
            tree.become(files);
            compile(name(recipe, patches), recipe, tree, files, out);
        }
    }

    private static String name(Recipe recipe, List<Series> patches) {
        String with = patches.stream()
                .filter(series -> !series.patches().isEmpty())
                .map(series -> " + " + series.name())
                .collect(Collectors.joining());
        return "kernel " + recipe.release().version() + with;
    }

    private static String area(Recipe recipe) {
        return "linux-" + recipe.release().version();
    }

    private Map<String, FileState> apply(SourceTree tree, List<Series> patches)
            throws IOException, InterruptedException, NotBuiltException {
        Path scratch = store.temporary();
        try {
            Applied applied = new Applier(runner).apply(tree, patches, scratch);
            if (applied instanceof Applied.Failed failed) {
                throw new NotBuiltException(new KernelBuild.PatchFailed(failed.reason(), failed.patch()));
            }
            return ((Applied.Whole) applied).files();
        } finally {
            Folders.delete(scratch);
        }
    }

    private void compile(String name, Recipe recipe, SourceTree tree, Map<String, FileState> files, Path out)
            throws IOException, InterruptedException, NotBuiltException {
        Path area = store.work(area(recipe)).resolve(recipe.configName());
        Path folder = area.resolve("objects");
        if (!Files.exists(folder)) {
            store.requireSpace(
                    OBJECTS_MIB, "the objects of kernel " + recipe.release().version());
            Files.createDirectories(folder);
        }
        KernelMake make = new KernelMake(runner, progress, recipe.config(), tree.folder(), folder);
        make.recover();
        KernelObjects objects = new KernelObjects(name, folder, recipe, make);
        objects.configure(withoutPatches(recipe), files);
        Key canaryKey = canary.key(withoutPatches(recipe), files);
        objects.compile(!canary.isThere(canaryKey));
        Files.copy(canary.module(canaryKey, make, area), out.resolve(CANARY));
        Files.copy(objects.deviceTree(), out.resolve(DEVICE_TREE));
        Files.copy(objects.symbols(), out.resolve(SYMBOLS));
        Files.copy(objects.config(), out.resolve(CONFIG));
        image(recipe.config(), objects, out.resolve(IMAGE));
    }

    private void image(KernelCatalogue.Config config, KernelObjects objects, Path image)
            throws IOException, InterruptedException {
        if (!config.architecture().equals("arm")) {
            Files.copy(objects.image(), image);
            return;
        }
        Path scratch = store.temporary();
        try {
            armstub.putInFrontOf(objects.image(), image, scratch);
        } finally {
            Folders.delete(scratch);
        }
    }
}
