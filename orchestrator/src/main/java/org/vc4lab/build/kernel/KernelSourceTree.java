// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vc4lab.build.host.BuildContext;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.SourceChanges;
import org.vc4lab.exec.TempDirectory;
import org.vc4lab.patch.PatchApplier;
import org.vc4lab.patch.PatchFailedException;
import org.vc4lab.patch.Series;

/** The patched sources of one kernel: their identity, and how a work area gets them. */
interface KernelSourceTree {

    /** The name in messages. */
    String name();

    /** The work area in which it is built. The builder holds its lock. */
    String area();

    /** Decides which configuration options there are. */
    KernelVersion version();

    /** Adds what is known before the patches are applied. */
    CacheKey addOrigin(CacheKey key);

    /** Adds what distinguishes this tree from others of its origin. */
    CacheKey addContent(CacheKey key);

    /** Whether the area revisits commits, so that identical files get new mtimes. */
    boolean usesCcache();

    /** Whether its makefiles say that a compiler is needed. */
    boolean needs(TreeCompiler compiler) throws IOException, InterruptedException;

    /** What is out of the ordinary about where it comes from. */
    default List<String> notes() {
        return List.of();
    }

    /** The same of how its patches applied, of which {@link CheckedOut#merged} were merged. */
    default List<String> notes(List<Integer> merged) {
        return List.of();
    }

    /**
     * Makes the area's source folder equal to this tree. Only files that differ are written, because make compares
     * mtimes. An interruption at any point does no harm.
     *
     * @throws KernelBuildException if a patch does not apply
     */
    CheckedOut checkOut() throws IOException, InterruptedException, KernelBuildException;

    /**
     * A tree that is checked out.
     *
     * @param contents by path, all files in which kernels of this origin can differ; equal texts mean equal files
     * @param changes that can be undone; empty if git made them
     * @param merged numbers, from 0, of the patches that were merged: kernels of equal diffs are one, whatever the
     *     patches are named
     */
    record CheckedOut(
            Path folder, Map<String, String> contents, Optional<SourceChanges> changes, List<Integer> merged) {
        /** When sources were last written before this checkout, as far as that is known. */
        FileTime newestBefore() {
            return changes.map(SourceChanges::newestBefore).orElse(FileTime.fromMillis(0));
        }

        /** Only for sources that nothing was compiled from but what is deleted: make would not see the change. */
        void undo() throws IOException {
            if (changes.isPresent()) {
                changes.get().undo();
            }
        }
    }

    /** For example "kernel 5.10.223 + base + fix". */
    static String name(String origin, List<Series> patches) {
        return "kernel " + origin
                + patches.stream()
                        .filter(series -> !series.patches().isEmpty())
                        .map(series -> " + " + series.name())
                        .collect(Collectors.joining());
    }

    /**
     * Applies all patches, or merges them if it is known what they were made for.
     *
     * @throws KernelBuildException if a patch does not apply
     */
    static PatchApplier.AppliedSeries applyPatches(
            PatchApplier.BaseFileSource original,
            Optional<PatchApplier.MergeBase> mergeBase,
            List<Series> patches,
            BuildContext context)
            throws IOException, InterruptedException, KernelBuildException {
        try (TempDirectory scratch = context.tempDirectory()) {
            return new PatchApplier(context.runner()).applyOrMerge(original, mergeBase, patches, scratch.path());
        } catch (PatchFailedException failed) {
            throw new KernelBuildException(new KernelBuild.PatchFailed(failed.reason(), failed.patch()));
        }
    }
}
