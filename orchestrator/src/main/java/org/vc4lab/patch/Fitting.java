// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

/** Applies patch after patch, as {@link PatchApplier} does, and tells how each of them fits. */
public final class Fitting {
    private static final Pattern CHECKING = Pattern.compile("Checking patch (.*)\\.\\.\\.");
    private static final Pattern OFFSET =
            Pattern.compile("Hunk #(\\d+) succeeded at \\d+ \\(offset (-?\\d+) lines?\\)\\.");
    private static final Pattern FAILED = Pattern.compile("error: patch failed: (.*):(\\d{1,9})");
    /** Lines of context that a hunk commonly has at each end. */
    private static final int CONTEXT = 3;

    private final ProcessRunner runner;

    public Fitting(ProcessRunner runner) {
        this.runner = runner;
    }

    /**
     * Tells how the patches of a series fit onto what is below it.
     *
     * @param scratch an empty folder, left as it is for its owner to delete
     * @return one for each patch of the series; or the one below it that does not apply, and no other
     */
    public List<PatchResult> applyAndExplain(
            PatchApplier.BaseFileSource baseFileSource, List<Series> below, Series series, Path scratch)
            throws IOException, InterruptedException {
        ScratchTree tree = new ScratchTree(baseFileSource, scratch, runner);
        for (Series lowerSeries : below) {
            for (Patch patch : lowerSeries.patches()) {
                if (applyAndExplain(patch, tree) instanceof PatchResult.Fails fails) {
                    return List.of(fails);
                }
            }
        }
        List<PatchResult> results = new ArrayList<>();
        boolean failed = false;
        for (Patch patch : series.patches()) {
            PatchResult patchResult = failed ? new PatchResult.Untried(patch.name()) : applyAndExplain(patch, tree);
            failed |= patchResult instanceof PatchResult.Fails;
            results.add(patchResult);
        }
        return results;
    }

    private static PatchResult applyAndExplain(Patch patch, ScratchTree tree) throws IOException, InterruptedException {
        Optional<String> refusal = tree.stage(patch);
        if (refusal.isPresent()) {
            return toRefusal(patch, refusal.get());
        }
        CommandResult result = tree.apply(patch, "--verbose");
        if (!result.succeeded()) {
            return new PatchResult.Fails(
                    patch.name(), gitErrors(result), findFuzz(patch, tree), findClosestMatch(patch, tree, result));
        }
        Optional<Path> unexpected = tree.findUnexpectedFile();
        return unexpected.isPresent()
                ? toRefusal(patch, "its headers do not name " + unexpected.get())
                : new PatchResult.Applies(patch.name(), parseOffsets(result));
    }

    private static PatchResult toRefusal(Patch patch, String reason) {
        return new PatchResult.Fails(patch.name(), "refused: " + reason, OptionalInt.empty(), Optional.empty());
    }

    private static String gitErrors(CommandResult result) {
        return String.join(
                "\n",
                result.output().stream()
                        .filter(line -> line.startsWith("error: ") && !line.equals("error: while searching for:"))
                        .map(line -> line.substring("error: ".length()))
                        .toList());
    }

    private static List<PatchResult.Offset> parseOffsets(CommandResult result) {
        List<PatchResult.Offset> offsets = new ArrayList<>();
        String file = "";
        for (String line : result.output()) {
            Matcher checking = CHECKING.matcher(line);
            Matcher offset = OFFSET.matcher(line);
            if (checking.matches()) {
                file = checking.group(1);
            } else if (offset.matches()) {
                offsets.add(new PatchResult.Offset(
                        file, Integer.parseInt(offset.group(1)), Integer.parseInt(offset.group(2))));
            }
        }
        return offsets;
    }

    /** What patch(1) calls fuzz, git asks for as the least context. */
    private static OptionalInt findFuzz(Patch patch, ScratchTree tree) throws IOException, InterruptedException {
        for (int fuzz = 1; fuzz <= CONTEXT; fuzz++) {
            if (tree.apply(patch, "--check", "-C" + (CONTEXT - fuzz)).succeeded()) {
                return OptionalInt.of(fuzz);
            }
        }
        return OptionalInt.empty();
    }

    private static Optional<ClosestMatch> findClosestMatch(Patch patch, ScratchTree tree, CommandResult result)
            throws IOException {
        for (String line : result.output()) {
            Matcher failed = FAILED.matcher(line);
            if (failed.matches() && patch.files().contains(failed.group(1))) {
                int start = Integer.parseInt(failed.group(2));
                Optional<Hunk> hunk = Hunk.find(patch.diff(), failed.group(1), start);
                if (hunk.isPresent() && tree.readState(failed.group(1)) instanceof FileState.Present present) {
                    List<String> file = present.content().lines().toList();
                    return Optional.of(new ClosestMatchFinder(file, hunk.get().expectedLines(), start)
                            .find(failed.group(1), hunk.get().lines()));
                }
            }
        }
        return Optional.empty();
    }
}
