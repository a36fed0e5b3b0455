// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vc4lab.build.KernelCatalogue.Recipe;
import org.vc4lab.build.KernelCatalogue.Release;
import org.vc4lab.exec.Folders;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.Fit;
import org.vc4lab.patch.Series;

/**
 * Builds kernels. There is one tree a version and one folder of objects a configuration; they become one candidate, or
 * one revision, after the other, so that make compiles what differs between two of them and no more.
 */
final class KernelBuilder {
    /** To be counted up where a change in here makes another result of the same sources. */
    private static final String RECIPE = "1";

    private static final String IMAGE = "kernel.img";
    private static final String DEVICE_TREE = "machine.dtb";
    private static final String SYMBOLS = "vmlinux";
    private static final String CONFIG = "config";
    private static final String CANARY = "canary.ko";
    private static final String WARNINGS = "warnings";
    private static final long OBJECTS_MIB = 700;

    private final Store store;
    private final Workbench bench;
    private final Progress progress;
    private final Unpacker unpacker;
    private final KernelCatalogue catalogue;
    private final Toolchain toolchain;
    private final PatchDesk desk;
    private final RevisionTrees revisions;
    private final Armstub armstub;
    private final Canary canary;

    KernelBuilder(
            Path home,
            Store store,
            ProcessRunner runner,
            Workbench bench,
            Progress progress,
            Unpacker unpacker,
            Toolchain toolchain) {
        this.store = store;
        this.bench = bench;
        this.progress = progress;
        this.unpacker = unpacker;
        this.toolchain = toolchain;
        this.desk = new PatchDesk(store, runner);
        this.revisions = new RevisionTrees(store, runner, progress, desk);
        this.catalogue = new KernelCatalogue(home);
        this.armstub = new Armstub(bench, home.resolve("qemu-images/emulator/armstub/armstub.S"));
        this.canary = new Canary(store, home.resolve("qemu-images/rootfs/canary"));
    }

    KernelBuild build(KernelSpec spec) throws IOException, InterruptedException {
        try {
            KernelTree tree = tree(spec);
            Recipe recipe = catalogue.recipe(spec.config(), tree.version()).plus(spec.fragments());
            Key key = tree.addContent(armstub.addTo(withoutContent(recipe, tree)));
            Path entry = store.<NotBuiltException>obtain("kernel", key, folder -> build(recipe, tree, folder));
            return new KernelBuild.Built(kernel(entry, recipe.config().checks(), key.id()));
        } catch (NotBuiltException failed) {
            return failed.outcome();
        }
    }

    /** The warnings of all that the kernel is made of; unknown of one that was built before they were kept. */
    static Optional<List<CompilerWarning>> warnings(Kernel kernel) throws IOException {
        Path file = kernel.config().resolveSibling(WARNINGS);
        return Files.exists(file) ? Optional.of(CompilerWarnings.read(file)) : Optional.empty();
    }

    /** How the patches of a series fit onto a kernel's sources. */
    @SuppressWarnings("try") // the lock is only held
    List<Fit> fits(KernelSpec below, Series series) throws IOException, InterruptedException {
        if (below.source() instanceof KernelSource.Revision revision) {
            return revisions.fits(revision, below.patches(), series);
        }
        String version = ((KernelSource.Release) below.source()).version();
        Release release = catalogue.release(version, below.config());
        ReleaseTree tree = new ReleaseTree(release, below.patches(), unpacker, desk);
        try (FileLocks.Held held = store.lock(tree.area())) {
            return desk.fit(unpacker.tree(tree.area(), release.tarball()), below.patches(), series);
        }
    }

    private KernelTree tree(KernelSpec spec) throws IOException, InterruptedException, NotBuiltException {
        if (spec.source() instanceof KernelSource.Revision revision) {
            return revisions.tree(revision, spec.patches());
        }
        String version = ((KernelSource.Release) spec.source()).version();
        return new ReleaseTree(catalogue.release(version, spec.config()), spec.patches(), unpacker, desk);
    }

    private static Kernel kernel(Path entry, List<String> checks, String id) {
        return new Kernel(
                entry.resolve(IMAGE),
                entry.resolve(DEVICE_TREE),
                entry.resolve(SYMBOLS),
                entry.resolve(CONFIG),
                entry.resolve(CANARY),
                checks,
                id);
    }

    private Key withoutContent(Recipe recipe, KernelTree tree) throws IOException, InterruptedException {
        Key key = tree.addOrigin(new Key())
                .plain("recipe", RECIPE)
                .plain("architecture", recipe.config().architecture())
                .plain("image", recipe.config().image())
                .plain("device-tree", recipe.deviceTree())
                .plain("toolchain", toolchain.version(recipe.config().crossCompile()))
                .text("settings", KernelFragments.read(recipe.fragments()).joined());
        return canary.addTo(key);
    }

    @SuppressWarnings("try") // the lock is only held
    private void build(Recipe recipe, KernelTree tree, Path out)
            throws IOException, InterruptedException, NotBuiltException {
        try (FileLocks.Held held = store.lock(tree.area())) {
            compile(recipe, tree, tree.stand(), out);
        }
    }

    private void compile(Recipe recipe, KernelTree tree, KernelTree.Standing sources, Path out)
            throws IOException, InterruptedException, NotBuiltException {
        Path area = store.work(tree.area()).resolve(bench.folder(recipe.configName()));
        Path folder = area.resolve("objects");
        if (!Files.exists(folder)) {
            store.requireSpace(OBJECTS_MIB, "the objects of " + tree.name());
            Files.createDirectories(folder);
        }
        KernelMake make = new KernelMake(bench, progress, recipe.config(), sources.folder(), folder, tree.comesAgain());
        make.recover();
        KernelObjects objects = new KernelObjects(tree.name(), folder, recipe, make);
        objects.configure(withoutContent(recipe, tree), sources.contents());
        objects.compile();
        Path module = canary.module(() -> withoutContent(recipe, tree), sources, objects, area);
        Files.copy(module, out.resolve(CANARY));
        Files.copy(objects.deviceTree(), out.resolve(DEVICE_TREE));
        Files.copy(objects.symbols(), out.resolve(SYMBOLS));
        Files.copy(objects.config(), out.resolve(CONFIG));
        Files.write(out.resolve(Kernel.INPUTS), KernelInputFiles.below(sources.folder(), folder));
        Files.copy(CompilerWarnings.fileIn(folder), out.resolve(WARNINGS));
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
