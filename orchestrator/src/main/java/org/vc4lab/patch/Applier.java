// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vc4lab.exec.Outcome;
import org.vc4lab.exec.ProcessRunner;

/**
 * Applies series with git, in a scratch folder that holds only the files that they touch, so that it takes milliseconds
 * however large the tree is, and the tree itself is not changed.
 */
public final class Applier {
    private final ProcessRunner runner;

    public Applier(ProcessRunner runner) {
        this.runner = runner;
    }

    /** Tells what the files are before the first patch. */
    @FunctionalInterface
    public interface Origin {
        /** Empty where a patch must not touch the path: it is a link or a folder, or lies behind a link. */
        Optional<FileState> original(String path) throws IOException;
    }

    /**
     * Applies all series, one after the other.
     *
     * @param scratch an empty folder, left as it is for its owner to delete
     */
    public Applied apply(Origin origin, List<Series> series, Path scratch) throws IOException, InterruptedException {
        List<Patch> patches =
                series.stream().flatMap(each -> each.patches().stream()).toList();
        ScratchTree tree = new ScratchTree(origin, scratch, runner);
        for (Patch patch : patches) {
            Optional<String> refusal = tree.bring(patch);
            if (refusal.isPresent()) {
                return new Applied.Failed(patch.name(), "refused: " + refusal.get());
            }
        }
        for (Patch patch : patches) {
            Optional<String> failure = apply(patch, tree);
            if (failure.isPresent()) {
                return new Applied.Failed(patch.name(), failure.get());
            }
        }
        return new Applied.Whole(tree.states());
    }

    /** Says why it did not apply, if so. */
    private static Optional<String> apply(Patch patch, ScratchTree tree) throws IOException, InterruptedException {
        Outcome outcome = tree.apply(patch);
        return outcome.succeeded()
                ? tree.unknown().map(path -> "refused: its headers do not name " + path)
                : Optional.of(outcome.text().strip());
    }
}
