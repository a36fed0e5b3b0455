// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vc4lab.build.KernelCatalogue.Release;
import org.vc4lab.patch.FileState;
import org.vc4lab.patch.Patch;
import org.vc4lab.patch.Series;

/** The tree of a pinned tarball, with patches. */
final class ReleaseTree implements KernelTree {
    private final Release release;
    private final List<Series> patches;
    private final Unpacker unpacker;
    private final PatchDesk desk;

    ReleaseTree(Release release, List<Series> patches, Unpacker unpacker, PatchDesk desk) {
        this.release = release;
        this.patches = patches;
        this.unpacker = unpacker;
        this.desk = desk;
    }

    @Override
    public String name() {
        return KernelTree.name(release.version(), patches);
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
    public Key addOrigin(Key key) {
        return key.plain("version", release.version()).plain("tarball", release.sha256());
    }

    /** The diffs alone: a new subject or description is no new kernel. */
    @Override
    public Key addContent(Key key) {
        int number = 0;
        for (Series series : patches) {
            for (Patch patch : series.patches()) {
                number++;
                key.text("patch " + String.format("%04d", number), patch.diff());
            }
        }
        return key;
    }

    @Override
    public boolean comesAgain() {
        return false;
    }

    @Override
    public Standing stand() throws IOException, InterruptedException, NotBuiltException {
        SourceTree tree = unpacker.tree(area(), release.tarball());
        Map<String, FileState> files = desk.apply(tree, patches);
        tree.become(files);
        Map<String, String> contents = new TreeMap<>();
        files.forEach((path, state) -> contents.put(path, content(state)));
        return new Standing(tree.folder(), contents);
    }

    /** A part of cache keys: another text would rebuild the modules and the .config of all kernels. */
    private static String content(FileState state) {
        return state instanceof FileState.Present file
                ? "Present[content=" + file.content() + ", executable=" + file.executable() + "]"
                : "Absent[]";
    }
}
