// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.build.host.BuildEnvironment;
import org.vc4lab.build.host.Toolchain;
import org.vc4lab.build.kernel.KernelConfigRepository.BuildConfig;
import org.vc4lab.build.kernel.KernelConfigRepository.PinnedRelease;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.FileLocks;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.SourceUnpacker;
import org.vc4lab.build.store.Store;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.PatchResult;
import org.vc4lab.patch.Series;

/**
 * Builds kernels. There is one tree a version and one folder of objects a configuration; they become one candidate, or
 * one revision, after the other, so that make compiles what differs between two of them and no more.
 */
public final class KernelBuilder {
    /** To be counted up where a change in here makes another result of the same sources. */
    private static final String CACHE_VERSION = "1";

    private static final String IMAGE = "kernel.img";
    private static final String DEVICE_TREE = "machine.dtb";
    private static final String SYMBOLS = "vmlinux";
    private static final String CONFIG = "config";
    private static final String CANARY = "canary.ko";
    private static final String WARNINGS = "warnings";
    private static final long OBJECTS_MIB = 700;

    private final Store store;
    private final BuildEnvironment buildEnvironment;
    private final Progress progress;
    private final SourceUnpacker unpacker;
    private final KernelConfigRepository configRepository;
    private final Toolchain toolchain;
    private final PatchDesk patcher;
    private final GitKernelTreeFactory gitTrees;
    private final Armstub armstub;
    private final CanaryModuleBuilder canaryModuleBuilder;

    public KernelBuilder(
            Path home,
            Store store,
            ProcessRunner runner,
            BuildEnvironment buildEnvironment,
            Progress progress,
            SourceUnpacker unpacker,
            Toolchain toolchain) {
        this.store = store;
        this.buildEnvironment = buildEnvironment;
        this.progress = progress;
        this.unpacker = unpacker;
        this.toolchain = toolchain;
        this.patcher = new PatchDesk(store, runner);
        this.gitTrees = new GitKernelTreeFactory(store, runner, progress, patcher);
        this.configRepository = new KernelConfigRepository(home);
        this.armstub = new Armstub(buildEnvironment, home.resolve("qemu-images/emulator/armstub/armstub.S"));
        this.canaryModuleBuilder = new CanaryModuleBuilder(store, home.resolve("qemu-images/rootfs/canary"));
    }

    public KernelBuild build(KernelSpec spec) throws IOException, InterruptedException {
        try {
            KernelSourceTree tree = sourceTree(spec);
            BuildConfig buildConfig = configRepository
                    .findBuildConfig(spec.config(), tree.version())
                    .withFragments(spec.fragments());
            CacheKey key = tree.addContent(armstub.addTo(keyWithoutContent(buildConfig, tree)));
            Path entry =
                    store.<KernelBuildException>getOrBuild("kernel", key, folder -> build(buildConfig, tree, folder));
            return new KernelBuild.BuiltKernel(
                    toKernel(entry, buildConfig.config().checks(), key.id()));
        } catch (KernelBuildException failed) {
            return failed.failure();
        }
    }

    /** The warnings of all that the kernel is made of; unknown of one that was built before they were kept. */
    public static Optional<List<CompilerWarning>> readWarnings(Kernel kernel) throws IOException {
        Path file = kernel.config().resolveSibling(WARNINGS);
        return Files.exists(file) ? Optional.of(CompilerWarnings.read(file)) : Optional.empty();
    }

    /** How the patches of a series fit onto a kernel's sources. */
    @SuppressWarnings("try")
    public // the lock is only held
    List<PatchResult> checkPatches(KernelSpec below, Series series) throws IOException, InterruptedException {
        if (below.source() instanceof KernelSource.GitRevision revision) {
            return gitTrees.checkPatches(revision, below.patches(), series);
        }
        String version = ((KernelSource.PatchedRelease) below.source()).version();
        PinnedRelease release = configRepository.findRelease(version, below.config());
        ReleaseKernelTree tree = new ReleaseKernelTree(release, below.patches(), unpacker, patcher);
        try (FileLocks.Held held = store.lock(tree.area())) {
            return patcher.checkPatches(unpacker.unpackedTree(tree.area(), release.tarball()), below.patches(), series);
        }
    }

    private KernelSourceTree sourceTree(KernelSpec spec)
            throws IOException, InterruptedException, KernelBuildException {
        if (spec.source() instanceof KernelSource.GitRevision revision) {
            return gitTrees.tree(revision, spec.patches());
        }
        String version = ((KernelSource.PatchedRelease) spec.source()).version();
        return new ReleaseKernelTree(
                configRepository.findRelease(version, spec.config()), spec.patches(), unpacker, patcher);
    }

    private static Kernel toKernel(Path entry, List<String> checks, String id) {
        return new Kernel(
                entry.resolve(IMAGE),
                entry.resolve(DEVICE_TREE),
                entry.resolve(SYMBOLS),
                entry.resolve(CONFIG),
                entry.resolve(CANARY),
                checks,
                id);
    }

    private CacheKey keyWithoutContent(BuildConfig buildConfig, KernelSourceTree tree)
            throws IOException, InterruptedException {
        CacheKey key = tree.addOrigin(new CacheKey())
                .addValue("recipe", CACHE_VERSION)
                .addValue("architecture", buildConfig.config().architecture())
                .addValue("image", buildConfig.config().image())
                .addValue("device-tree", buildConfig.deviceTree())
                .addValue("toolchain", toolchain.version(buildConfig.config().crossCompile()))
                .addText(
                        "settings",
                        KernelFragments.read(buildConfig.fragments()).joinLines());
        return canaryModuleBuilder.addTo(key);
    }

    @SuppressWarnings("try") // the lock is only held
    private void build(BuildConfig buildConfig, KernelSourceTree tree, Path out)
            throws IOException, InterruptedException, KernelBuildException {
        try (FileLocks.Held held = store.lock(tree.area())) {
            compile(buildConfig, tree, tree.checkOut(), out);
        }
    }

    private void compile(BuildConfig buildConfig, KernelSourceTree tree, KernelSourceTree.CheckedOut sources, Path out)
            throws IOException, InterruptedException, KernelBuildException {
        Path area = store.workArea(tree.area()).resolve(buildEnvironment.objectFolderName(buildConfig.configName()));
        Path folder = area.resolve("objects");
        if (!Files.exists(folder)) {
            store.requireSpace(OBJECTS_MIB, "the objects of " + tree.name());
            Files.createDirectories(folder);
        }
        Kbuild kbuild = new Kbuild(
                buildEnvironment, progress, buildConfig.config(), sources.folder(), folder, tree.usesCcache());
        kbuild.recover();
        KernelBuildDirectory buildDirectory = new KernelBuildDirectory(tree.name(), folder, buildConfig, kbuild);
        buildDirectory.configure(keyWithoutContent(buildConfig, tree), sources.contents());
        buildDirectory.compile();
        Path module = canaryModuleBuilder.getOrBuild(
                () -> keyWithoutContent(buildConfig, tree), sources, buildDirectory, area);
        Files.copy(module, out.resolve(CANARY));
        Files.copy(buildDirectory.deviceTree(), out.resolve(DEVICE_TREE));
        Files.copy(buildDirectory.symbols(), out.resolve(SYMBOLS));
        Files.copy(buildDirectory.config(), out.resolve(CONFIG));
        Files.write(out.resolve(Kernel.INPUTS), CompiledSourceList.collect(sources.folder(), folder));
        Files.copy(CompilerWarnings.pathIn(folder), out.resolve(WARNINGS));
        writeImage(buildConfig.config(), buildDirectory, out.resolve(IMAGE));
    }

    private void writeImage(KernelConfigRepository.Config config, KernelBuildDirectory buildDirectory, Path image)
            throws IOException, InterruptedException {
        if (!config.architecture().equals("arm")) {
            Files.copy(buildDirectory.image(), image);
            return;
        }
        Path scratch = store.createTempFolder();
        try {
            armstub.prependTo(buildDirectory.image(), image, scratch);
        } finally {
            PathUtils.delete(scratch);
        }
    }
}
