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
import org.vc4lab.exec.Outcome;
import org.vc4lab.exec.ProcessRunner;

/** Applies patch after patch, as {@link Applier} does, and tells how each of them fits. */
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
    public List<Fit> fit(Applier.Origin origin, List<Series> below, Series series, Path scratch)
            throws IOException, InterruptedException {
        ScratchTree tree = new ScratchTree(origin, scratch, runner);
        for (Series one : below) {
            for (Patch patch : one.patches()) {
                if (fit(patch, tree) instanceof Fit.Fails fails) {
                    return List.of(fails);
                }
            }
        }
        List<Fit> fits = new ArrayList<>();
        boolean failed = false;
        for (Patch patch : series.patches()) {
            Fit fit = failed ? new Fit.Untried(patch.name()) : fit(patch, tree);
            failed |= fit instanceof Fit.Fails;
            fits.add(fit);
        }
        return fits;
    }

    private static Fit fit(Patch patch, ScratchTree tree) throws IOException, InterruptedException {
        Optional<String> refusal = tree.bring(patch);
        if (refusal.isPresent()) {
            return refused(patch, refusal.get());
        }
        Outcome outcome = tree.apply(patch, "--verbose");
        if (!outcome.succeeded()) {
            return new Fit.Fails(patch.name(), reason(outcome), fuzz(patch, tree), nearMiss(patch, tree, outcome));
        }
        Optional<Path> unknown = tree.unknown();
        return unknown.isPresent()
                ? refused(patch, "its headers do not name " + unknown.get())
                : new Fit.Applies(patch.name(), offsets(outcome));
    }

    private static Fit refused(Patch patch, String why) {
        return new Fit.Fails(patch.name(), "refused: " + why, OptionalInt.empty(), Optional.empty());
    }

    private static String reason(Outcome outcome) {
        return String.join(
                "\n",
                outcome.output().stream()
                        .filter(line -> line.startsWith("error: ") && !line.equals("error: while searching for:"))
                        .map(line -> line.substring("error: ".length()))
                        .toList());
    }

    private static List<Fit.Offset> offsets(Outcome outcome) {
        List<Fit.Offset> offsets = new ArrayList<>();
        String file = "";
        for (String line : outcome.output()) {
            Matcher checking = CHECKING.matcher(line);
            Matcher offset = OFFSET.matcher(line);
            if (checking.matches()) {
                file = checking.group(1);
            } else if (offset.matches()) {
                offsets.add(new Fit.Offset(file, Integer.parseInt(offset.group(1)), Integer.parseInt(offset.group(2))));
            }
        }
        return offsets;
    }

    /** What patch(1) calls fuzz, git asks for as the least context. */
    private static OptionalInt fuzz(Patch patch, ScratchTree tree) throws IOException, InterruptedException {
        for (int fuzz = 1; fuzz <= CONTEXT; fuzz++) {
            if (tree.apply(patch, "--check", "-C" + (CONTEXT - fuzz)).succeeded()) {
                return OptionalInt.of(fuzz);
            }
        }
        return OptionalInt.empty();
    }

    private static Optional<NearMiss> nearMiss(Patch patch, ScratchTree tree, Outcome outcome) throws IOException {
        for (String line : outcome.output()) {
            Matcher failed = FAILED.matcher(line);
            if (failed.matches() && patch.files().contains(failed.group(1))) {
                int start = Integer.parseInt(failed.group(2));
                Optional<Hunk> hunk = Hunk.find(patch.diff(), failed.group(1), start);
                if (hunk.isPresent() && tree.state(failed.group(1)) instanceof FileState.Present present) {
                    List<String> file = present.content().lines().toList();
                    return Optional.of(new NearestContext(file, hunk.get().wanted(), start)
                            .find(failed.group(1), hunk.get().lines()));
                }
            }
        }
        return Optional.empty();
    }
}
