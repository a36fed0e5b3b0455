// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vc4lab.build.kernel.KernelConfigRepository.PinnedRelease;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.SourceTree;
import org.vc4lab.build.store.SourceUnpacker;
import org.vc4lab.patch.FileState;
import org.vc4lab.patch.Patch;
import org.vc4lab.patch.Series;

/** The tree of a pinned tarball, with patches. */
final class ReleaseKernelTree implements KernelSourceTree {
    private final PinnedRelease release;
    private final List<Series> patches;
    private final SourceUnpacker unpacker;
    private final PatchDesk patcher;

    ReleaseKernelTree(PinnedRelease release, List<Series> patches, SourceUnpacker unpacker, PatchDesk patcher) {
        this.release = release;
        this.patches = patches;
        this.unpacker = unpacker;
        this.patcher = patcher;
    }

    @Override
    public String name() {
        return KernelSourceTree.name(release.version(), patches);
    }

    @Override
    public String area() {
        return "linux-" + release.version();
    }

    @Override
    public KernelVersion version() {
        return KernelVersion.of(release.version());
    }

    @Override
    public CacheKey addOrigin(CacheKey key) {
        return key.addValue("version", release.version()).addValue("tarball", release.sha256());
    }

    /** The diffs alone: a new subject or description is no new kernel. */
    @Override
    public CacheKey addContent(CacheKey key) {
        int number = 0;
        for (Series series : patches) {
            for (Patch patch : series.patches()) {
                number++;
                key.addText("patch " + String.format("%04d", number), patch.diff());
            }
        }
        return key;
    }

    @Override
    public boolean usesCcache() {
        return false;
    }

    @Override
    public CheckedOut checkOut() throws IOException, InterruptedException, KernelBuildException {
        SourceTree tree = unpacker.unpackedTree(area(), release.tarball());
        Map<String, FileState> files = patcher.apply(tree, patches);
        tree.updateTo(files);
        Map<String, String> contents = new TreeMap<>();
        files.forEach((path, state) -> contents.put(path, content(state)));
        return new CheckedOut(tree.folder(), contents);
    }

    /** A part of cache keys: another text would rebuild the modules and the .config of all kernels. */
    private static String content(FileState state) {
        return state instanceof FileState.Present file
                ? "Present[content=" + file.content() + ", executable=" + file.executable() + "]"
                : "Absent[]";
    }
}
