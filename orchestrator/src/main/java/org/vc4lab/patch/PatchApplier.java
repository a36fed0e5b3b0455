// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

/**
 * Applies series with git, in a scratch folder that holds only the files that they touch, so that it takes milliseconds
 * however large the tree is, and the tree itself is not changed.
 */
public final class PatchApplier {
    private final ProcessRunner runner;

    public PatchApplier(ProcessRunner runner) {
        this.runner = runner;
    }

    /** Tells what the files are before the first patch. */
    @FunctionalInterface
    public interface BaseFileSource {
        /** Empty where a patch must not touch the path: it is a link or a folder, or lies behind a link. */
        Optional<FileState> readOriginal(String path) throws IOException;
    }

    /**
     * Applies all series, one after the other.
     *
     * @param scratch an empty folder, left as it is for its owner to delete
     */
    public ApplyResult apply(BaseFileSource baseFileSource, List<Series> series, Path scratch)
            throws IOException, InterruptedException {
        List<Patch> patches =
                series.stream().flatMap(each -> each.patches().stream()).toList();
        ScratchTree tree = new ScratchTree(baseFileSource, scratch, runner);
        for (Patch patch : patches) {
            Optional<String> refusal = tree.stage(patch);
            if (refusal.isPresent()) {
                return new ApplyResult.Failure(patch.name(), "refused: " + refusal.get());
            }
        }
        for (Patch patch : patches) {
            Optional<String> failure = apply(patch, tree);
            if (failure.isPresent()) {
                return new ApplyResult.Failure(patch.name(), failure.get());
            }
        }
        return new ApplyResult.Success(tree.readStates());
    }

    /** Says why it did not apply, if so. */
    private static Optional<String> apply(Patch patch, ScratchTree tree) throws IOException, InterruptedException {
        CommandResult result = tree.apply(patch);
        return result.succeeded()
                ? tree.findUnexpectedFile().map(path -> "refused: its headers do not name " + path)
                : Optional.of(result.text().strip());
    }
}
