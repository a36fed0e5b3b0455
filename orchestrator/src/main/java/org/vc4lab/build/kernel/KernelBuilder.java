// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.vc4lab.build.host.BuildContext;
import org.vc4lab.build.kernel.KernelConfigRepository.BuildConfig;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.exec.FileLocks;
import org.vc4lab.exec.TempDirectory;
import org.vc4lab.patch.PatchApplier;
import org.vc4lab.patch.PatchResult;
import org.vc4lab.patch.Series;

/**
 * Builds kernels. Each version has one tree and each configuration one object folder. They are reused for candidate
 * after candidate, so that make compiles only the differences.
 */
public final class KernelBuilder {
    /** Increase it if a change in this package makes another result of the same sources. */
    private static final String CACHE_VERSION = "1";

    private static final String IMAGE = "kernel.img";
    private static final String DEVICE_TREE = "machine.dtb";
    private static final String SYMBOLS = "vmlinux";
    private static final String CONFIG = "config";
    private static final String CANARY = "canary.ko";
    private static final long OBJECTS_MIB = 700;

    private final BuildContext context;
    private final KernelConfigRepository configRepository;
    private final Armstub armstub;
    private final CanaryModuleBuilder canaryModuleBuilder;

    public KernelBuilder(BuildContext context, KernelConfigRepository configRepository) {
        Path images = context.home().resolve("qemu-images");
        this.context = context;
        this.configRepository = configRepository;
        this.armstub = new Armstub(context.environment(), images.resolve("emulator/armstub/armstub.S"));
        this.canaryModuleBuilder = new CanaryModuleBuilder(context.store(), images.resolve("rootfs/canary"));
    }

    public KernelBuild build(KernelSpec spec) throws IOException, InterruptedException {
        try {
            KernelSourceTree tree = spec.source() instanceof KernelSource.GitRevision revision
                    ? GitKernelTree.of(revision, spec.patches(), context)
                    : releaseTree(spec);
            BuildConfig buildConfig = configRepository.findBuildConfig(spec.config(), tree.version(), spec.fragments());
            CacheKey key = tree.addContent(armstub.addTo(keyWithoutContent(buildConfig, tree)));
            Path entry = context.store()
                    .<KernelBuildException>getOrBuild("kernel", key, folder -> build(buildConfig, tree, folder));
            return new KernelBuild.BuiltKernel(
                    toKernel(entry, buildConfig.config().checks(), key.id()));
        } catch (KernelBuildException failed) {
            return failed.failure();
        }
    }

    private ReleaseKernelTree releaseTree(KernelSpec spec) throws IOException {
        String version = ((KernelSource.PatchedRelease) spec.source()).version();
        return new ReleaseKernelTree(configRepository.findRelease(version, spec.config()), spec.patches(), context);
    }

    /** Checks how the patches of a series apply to a kernel's sources. */
    @SuppressWarnings("try") // the lock is only held
    public List<PatchResult> checkPatches(KernelSpec below, Series series) throws IOException, InterruptedException {
        if (below.source() instanceof KernelSource.GitRevision revision) {
            return GitKernelTree.checkPatches(revision, below.patches(), series, context);
        }
        ReleaseKernelTree tree = releaseTree(below);
        try (FileLocks.Held held = context.store().lock(tree.area());
                TempDirectory scratch = context.tempDirectory()) {
            return new PatchApplier(context.runner())
                    .applyAndExplain(tree.unpack(), below.patches(), series, scratch.path());
        }
    }

    /**
     * Whether a path in the tree belongs to a program that takes part in the build; kbuild does not list its sources.
     */
    public static boolean isHostTool(String path) {
        return Stream.of("scripts/", "tools/", "usr/").anyMatch(path::startsWith);
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
        KernelConfigRepository.Config config = buildConfig.config();
        CacheKey key = tree.addOrigin(new CacheKey())
                .addValue("recipe", CACHE_VERSION)
                .addValue("architecture", config.architecture())
                .addValue("image", config.image())
                .addValue("device-tree", buildConfig.deviceTree())
                .addValue("toolchain", context.toolchain().version(config.crossCompile()))
                .addText(
                        "settings",
                        KernelFragments.read(buildConfig.fragments()).joinLines());
        return canaryModuleBuilder.addTo(key);
    }

    @SuppressWarnings("try") // the lock is only held
    private void build(BuildConfig buildConfig, KernelSourceTree tree, Path out)
            throws IOException, InterruptedException, KernelBuildException {
        try (FileLocks.Held held = context.store().lock(tree.area())) {
            compile(buildConfig, tree, tree.checkOut(), out);
        }
    }

    private void compile(BuildConfig buildConfig, KernelSourceTree tree, KernelSourceTree.CheckedOut sources, Path out)
            throws IOException, InterruptedException, KernelBuildException {
        Path objects = context.store()
                .workArea(tree.area())
                .resolve(context.environment().objectFolderName(buildConfig.configName()))
                .resolve("objects");
        if (!Files.exists(objects)) {
            context.store().requireSpace(OBJECTS_MIB, "the objects of " + tree.name());
            Files.createDirectories(objects);
        }
        Kbuild kbuild = new Kbuild(context, buildConfig, tree, sources.folder(), objects);
        kbuild.recover();
        kbuild.configure(keyWithoutContent(buildConfig, tree), sources.contents());
        kbuild.compile();
        Path module = canaryModuleBuilder.getOrBuild(
                keyWithoutContent(buildConfig, tree), keyWithoutContent(buildConfig, tree), sources.contents(), kbuild);
        Files.copy(module, out.resolve(CANARY));
        Files.copy(kbuild.deviceTree(), out.resolve(DEVICE_TREE));
        Files.copy(objects.resolve("vmlinux"), out.resolve(SYMBOLS));
        Files.copy(kbuild.config(), out.resolve(CONFIG));
        Files.write(out.resolve(Kernel.INPUTS), CompiledSourceList.collect(sources.folder(), objects));
        Files.copy(CompilerOutput.warningsFile(objects), out.resolve(Kernel.WARNINGS));
        if (buildConfig.config().architecture().equals("arm")) {
            try (TempDirectory scratch = context.tempDirectory()) {
                armstub.prependTo(kbuild.image(), out.resolve(IMAGE), scratch.path());
            }
        } else {
            Files.copy(kbuild.image(), out.resolve(IMAGE));
        }
    }
}
