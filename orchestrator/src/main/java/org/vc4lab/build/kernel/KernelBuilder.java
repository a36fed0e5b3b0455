// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vc4lab.build.host.BuildContext;
import org.vc4lab.build.kernel.KernelConfigRepository.BuildConfig;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.exec.FileLocks;
import org.vc4lab.exec.TempDirectory;
import org.vc4lab.patch.Patch;
import org.vc4lab.patch.PatchApplier;
import org.vc4lab.patch.PatchResult;
import org.vc4lab.patch.Series;

/**
 * Builds kernels. Each version has one tree and each configuration one object folder. They are reused for candidate
 * after candidate, so that make compiles only the differences. Foreign patches are compiled in a copy of the folder.
 */
public final class KernelBuilder {
    private static final System.Logger LOG = System.getLogger(KernelBuilder.class.getName());

    /** Increase it if a change in this package makes another result of the same sources. */
    private static final String CACHE_VERSION = "2";

    private static final String IMAGE = "kernel.img";
    private static final String DEVICE_TREE = "machine.dtb";
    private static final String SYMBOLS = "vmlinux";
    private static final String CONFIG = "config";

    private final BuildContext context;
    private final KernelConfigRepository configRepository;
    private final ReleaseFinder releaseFinder;
    private final CompilerSelector compilerSelector;
    private final Set<String> printedNotes = ConcurrentHashMap.newKeySet();
    private final Armstub armstub;
    private final CanaryModuleBuilder canaryModuleBuilder;

    public KernelBuilder(BuildContext context, KernelConfigRepository configRepository) {
        Path images = context.home().resolve("qemu-images");
        this.context = context;
        this.configRepository = configRepository;
        this.releaseFinder = new ReleaseFinder(configRepository, context);
        this.compilerSelector = new CompilerSelector(configRepository, context);
        this.armstub = new Armstub(context.environment(), images.resolve("emulator/armstub/armstub.S"));
        this.canaryModuleBuilder = new CanaryModuleBuilder(context.store(), images.resolve("rootfs/canary"));
    }

    /** Builds the same kernels with all debug information, and keeps their sources. */
    public static KernelBuilder ofTwins(BuildContext context, KernelConfigRepository configRepository) {
        return new KernelBuilder(context, configRepository.withFullDebugInfo());
    }

    public KernelBuild build(KernelSpec spec) throws IOException, InterruptedException {
        try {
            KernelSourceTree tree = sourceTree(spec);
            BuildConfig buildConfig = buildConfig(spec, tree);
            List<String> notes = new ArrayList<>(tree.notes());
            notes.addAll(buildConfig.notes());
            printOnce(notes);
            CacheKey key = tree.addContent(armstub.addTo(keyWithoutContent(buildConfig, tree)));
            TrustDomain domain = TrustDomain.of(spec);
            Path entry = domain.<KernelBuildException>getOrBuild(
                    context.store(), "kernel", key, folder -> build(spec, buildConfig, tree, folder));
            notes.addAll(tree.notes(readMerged(entry)));
            printOnce(notes);
            return new KernelBuild.BuiltKernel(
                    toKernel(entry, buildConfig.config().checks(), newestPatches(spec), notes, domain, key.id()));
        } catch (KernelBuildException failed) {
            return failed.failure();
        } catch (InvalidPathException hostile) {
            return new KernelBuild.BuildFailed("the build names a path that cannot exist: " + hostile.getMessage());
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
    }

    private BuildConfig buildConfig(KernelSpec spec, KernelSourceTree tree)
            throws IOException, InterruptedException, KernelBuildException {
        return compilerSelector.select(
                configRepository.findBuildConfig(spec.config(), tree.version(), spec.fragments()), tree);
    }

    /** The numbers of the patches that were merged. */
    private static List<Integer> readMerged(Path entry) throws IOException {
        Path file = entry.resolve(Kernel.MERGED_PATCHES);
        return Files.exists(file)
                ? Files.readAllLines(file).stream().map(Integer::valueOf).toList()
                : List.of();
    }

    private KernelSourceTree sourceTree(KernelSpec spec)
            throws IOException, InterruptedException, KernelBuildException {
        return spec.source() instanceof KernelSource.GitRevision revision
                ? GitKernelTree.of(revision, spec.patches(), context)
                : releaseTree(spec);
    }

    /** However many candidates a note is about. */
    private void printOnce(List<String> notes) {
        notes.stream().filter(printedNotes::add).forEach(note -> context.progress()
                .note("kernel: " + note));
    }

    private ReleaseKernelTree releaseTree(KernelSpec spec) throws IOException, InterruptedException {
        String version = ((KernelSource.PatchedRelease) spec.source()).version();
        return new ReleaseKernelTree(releaseFinder.find(version, spec.config()), spec.patches(), context);
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

    private static List<Patch> newestPatches(KernelSpec spec) {
        List<Series> series = spec.patches();
        return series.isEmpty() ? List.of() : series.get(series.size() - 1).patches();
    }

    private static Kernel toKernel(
            Path entry,
            List<String> checks,
            List<Patch> newestPatches,
            List<String> notes,
            TrustDomain domain,
            String id) {
        return new Kernel(
                entry.resolve(IMAGE),
                entry.resolve(DEVICE_TREE),
                entry.resolve(SYMBOLS),
                entry.resolve(CONFIG),
                entry.resolve(CanaryModuleBuilder.MODULE),
                checks,
                newestPatches.stream()
                        .flatMap(patch -> patch.files().stream())
                        .distinct()
                        .toList(),
                newestPatches.stream()
                        .flatMap(patch -> patch.changedFunctions().stream())
                        .collect(Collectors.toSet()),
                notes,
                domain.shareable(),
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
                .addValue("toolchain", context.toolchain().version(config.compiler(), config.linker()))
                .addText(
                        "settings",
                        KernelFragments.read(buildConfig.fragments()).joinLines());
        if (buildConfig.hasFullDebugInfo()) {
            key.addValue("sources", "of kernel and canary");
        }
        return canaryModuleBuilder.addTo(key);
    }

    @SuppressWarnings("try") // the lock is only held
    private void build(KernelSpec spec, BuildConfig buildConfig, KernelSourceTree tree, Path out)
            throws IOException, InterruptedException, KernelBuildException {
        try (FileLocks.Held held = context.store().lock(tree.area())) {
            KernelSourceTree.CheckedOut sources = tree.checkOut(); // may replace all of the area
            KernelBuildDirectory directory =
                    KernelBuildDirectory.open(context.store().workArea(tree.area()), buildConfig.configName(), context);
            TrustDomain domain = TrustDomain.of(spec);
            if (!domain.foreign()) {
                compile(new Kbuild(context, buildConfig, tree, sources.folder(), directory), sources, domain, out);
                return;
            }
            BuildConfig trustedConfig = buildConfig(spec.trustedPart(), tree);
            // a source that is newer than the trusted objects would be compiled again in each copy of them
            if (!directory.isBuiltSince(sources.newestBefore())
                    || !directory.hasSettings(
                            KernelFragments.read(trustedConfig.fragments()).joinLines())) {
                sources.undo();
                compileTrusted(spec.trustedPart(), trustedConfig, directory);
                sources = tree.checkOut();
            }
            compileInCopy(new Kbuild(context, buildConfig, tree, sources.folder(), directory), sources, domain, out);
        }
    }

    /** Neither the object folder nor make's next run in it sees anything of it. */
    private void compileInCopy(Kbuild kbuild, KernelSourceTree.CheckedOut sources, TrustDomain domain, Path out)
            throws IOException, InterruptedException, KernelBuildException {
        try {
            kbuild.directory().replaceWithCopy();
            try {
                compile(kbuild, sources, domain, out);
            } finally {
                kbuild.directory().deleteCopy();
            }
        } finally {
            sources.undo();
        }
    }

    /** Compiles what the copies for foreign patches begin with. */
    private void compileTrusted(KernelSpec trusted, BuildConfig buildConfig, KernelBuildDirectory directory)
            throws IOException, InterruptedException {
        try (TempDirectory scratch = context.tempDirectory()) {
            KernelSourceTree tree = sourceTree(trusted);
            KernelSourceTree.CheckedOut sources = tree.checkOut();
            Kbuild kbuild = new Kbuild(context, buildConfig, tree, sources.folder(), directory);
            compile(kbuild, sources, TrustDomain.of(trusted), scratch.path());
        } catch (KernelBuildException failed) {
            LOG.log(System.Logger.Level.DEBUG, "what is below the foreign patches does not build", failed);
            directory.recover(); // if make was killed because of a limit
        }
    }

    private void compile(Kbuild kbuild, KernelSourceTree.CheckedOut sources, TrustDomain domain, Path out)
            throws IOException, InterruptedException, KernelBuildException {
        KernelBuildDirectory directory = kbuild.directory();
        kbuild.configure(keyWithoutContent(kbuild.buildConfig(), kbuild.tree()), sources.contents());
        kbuild.compile();
        canaryModuleBuilder.copyTo(
                out,
                keyWithoutContent(kbuild.buildConfig(), kbuild.tree()),
                keyWithoutContent(kbuild.buildConfig(), kbuild.tree()),
                sources.contents(),
                kbuild,
                domain);
        Files.copy(directory.requirePlainFile(kbuild.deviceTree()), out.resolve(DEVICE_TREE));
        Files.copy(directory.requirePlainFile(kbuild.symbols()), out.resolve(SYMBOLS));
        Files.copy(directory.requirePlainFile(kbuild.config()), out.resolve(CONFIG));
        Files.copy(directory.requirePlainFile(kbuild.offsets()), out.resolve(Kernel.OFFSETS));
        List<String> inputs = CompiledSourceList.collect(
                sources.folder(), directory.objects(), directory.state().resolve("files"));
        Files.write(out.resolve(Kernel.INPUTS), inputs);
        if (kbuild.buildConfig().hasFullDebugInfo()) {
            KeptSources.copy(sources.folder(), inputs, out.resolve(Kernel.SOURCES));
            canaryModuleBuilder.copySources(out.resolve(Kernel.SOURCES).resolve(Kbuild.MODULE_SOURCES));
        }
        Files.copy(CompilerOutput.warningsFile(directory.state()), out.resolve(Kernel.WARNINGS));
        if (!sources.merged().isEmpty()) {
            Files.write(
                    out.resolve(Kernel.MERGED_PATCHES),
                    sources.merged().stream().map(String::valueOf).toList());
        }
        Path image = directory.requirePlainFile(kbuild.image());
        if (kbuild.buildConfig().config().architecture().equals("arm")) {
            try (TempDirectory scratch = context.tempDirectory()) {
                armstub.prependTo(image, out.resolve(IMAGE), scratch.path());
            }
        } else {
            Files.copy(image, out.resolve(IMAGE));
        }
    }
}
