// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vc4lab.build.host.BuildContext;
import org.vc4lab.build.kernel.KernelConfigRepository.PinnedRelease;
import org.vc4lab.build.kernel.ReleaseFinder.FoundRelease;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.SourceChanges;
import org.vc4lab.build.store.SourceUnpacker.SourceTree;
import org.vc4lab.exec.FileLocks;
import org.vc4lab.patch.FileState;
import org.vc4lab.patch.Patch;
import org.vc4lab.patch.PatchApplier;
import org.vc4lab.patch.Series;

/** The tree of a pinned tarball with patches. */
record ReleaseKernelTree(FoundRelease found, List<Series> patches, BuildContext context) implements KernelSourceTree {
    private PinnedRelease release() {
        return found.release();
    }

    @Override
    public String name() {
        return KernelSourceTree.name(release().version(), patches);
    }

    @Override
    public String area() {
        return "linux-" + release().version();
    }

    @Override
    public KernelVersion version() {
        return KernelVersion.of(release().version());
    }

    @Override
    public CacheKey addOrigin(CacheKey key) {
        return key.addValue("version", release().version())
                .addValue("tarball", release().sha256());
    }

    /** Only the diffs count: another subject or description makes the same kernel. */
    @Override
    public CacheKey addContent(CacheKey key) {
        int number = 0;
        for (Series series : patches) {
            for (Patch patch : series.patches()) {
                number++;
                key.addText("patch " + String.format("%04d", number), patch.diff());
            }
        }
        if (number > 0 && found.madeFor().isPresent()) {
            key.addValue("merge base", found.madeFor().get().sha256());
        }
        return key;
    }

    @Override
    public boolean usesCcache() {
        return false;
    }

    @Override
    public boolean needs(TreeCompiler compiler) {
        return release().compilers().orElse(List.of()).contains(compiler.crossCompile());
    }

    @Override
    public List<String> notes() {
        return found.note().stream().toList();
    }

    @Override
    public List<String> notes(List<Integer> merged) {
        List<Patch> all =
                patches.stream().flatMap(series -> series.patches().stream()).toList();
        return merged.stream()
                .map(number -> all.get(number).name() + " does not apply to "
                        + release().version()
                        + ", and git's three-way merge against "
                        + found.madeFor().orElseThrow().version() + " brought it in")
                .toList();
    }

    @Override
    public CheckedOut checkOut() throws IOException, InterruptedException, KernelBuildException {
        SourceTree tree = unpack();
        PatchApplier.AppliedSeries applied = KernelSourceTree.applyPatches(tree, mergeBase(), patches, context);
        SourceChanges changes = tree.updateTo(applied.files());
        Map<String, String> contents = new TreeMap<>();
        applied.files().forEach((path, state) -> contents.put(path, content(state)));
        return new CheckedOut(tree.folder(), contents, Optional.of(changes), applied.merged());
    }

    private Optional<PatchApplier.MergeBase> mergeBase() {
        return found.madeFor()
                .map(pinned -> new ReleaseKernelTree(FoundRelease.pinned(pinned), List.of(), context))
                .map(tree -> new PatchApplier.MergeBase(
                        tree.name(),
                        tree::readOriginal,
                        KernelSourceTree.name(release().version(), List.of())));
    }

    /** A file without patches. */
    @SuppressWarnings("try") // the lock is only held
    private Optional<FileState> readOriginal(String path) throws IOException {
        try (FileLocks.Held held = context.store().lock(area())) {
            return unpack().readOriginal(path);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading " + path);
        }
    }

    /** The original tree in its work area. The caller holds the area's lock. */
    SourceTree unpack() throws IOException, InterruptedException {
        return context.unpacker().unpackedTree(area(), release().tarball());
    }

    /** Part of cache keys: another text would rebuild the modules and the .config of all kernels. */
    private static String content(FileState state) {
        return state instanceof FileState.Present file
                ? "Present[content=" + file.content() + ", executable=" + file.executable() + "]"
                : "Absent[]";
    }
}
