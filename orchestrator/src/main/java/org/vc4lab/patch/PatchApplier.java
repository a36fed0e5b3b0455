// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

/**
 * Applies series with git in a scratch folder that holds only the files that they touch: that takes milliseconds
 * however large the tree is, and leaves the tree unchanged.
 */
public final class PatchApplier {
    private static final System.Logger LOG = System.getLogger(PatchApplier.class.getName());
    private static final Pattern CHECKING = Pattern.compile("Checking patch (.*)\\.\\.\\.");
    private static final Pattern OFFSET =
            Pattern.compile("Hunk #(\\d+) succeeded at \\d+ \\(offset (-?\\d+) lines?\\)\\.");
    private static final Pattern FAILED = Pattern.compile("error: patch failed: (.*):(\\d{1,9})");
    /** Lines of context that a hunk commonly has at each end. */
    private static final int CONTEXT = 3;

    private final ProcessRunner runner;

    public PatchApplier(ProcessRunner runner) {
        this.runner = runner;
    }

    /** Reads files as they are before the first patch. */
    @FunctionalInterface
    public interface BaseFileSource {
        /** Empty if a patch must not touch the path: it is a link or a folder, or lies behind a link. */
        Optional<FileState> readOriginal(String path) throws IOException;
    }

    /**
     * The tree that patches were made for.
     *
     * @param name for a user
     * @param target the name of the tree that they are merged into
     */
    public record MergeBase(String name, BaseFileSource files, String target) {}

    /**
     * What became of patches.
     *
     * @param files the touched files behind the last patch, by their path below the root of the tree
     * @param merged numbers, from 0, of the patches that do not apply, and were merged
     */
    public record AppliedSeries(Map<String, FileState> files, List<Integer> merged) {
        public AppliedSeries {
            merged = List.copyOf(merged);
        }
    }

    /**
     * Applies all series, one after the other.
     *
     * @param scratch an empty folder, which its owner deletes
     * @return the touched files behind the last patch, by their path below the root of the tree
     */
    public Map<String, FileState> apply(BaseFileSource baseFileSource, List<Series> series, Path scratch)
            throws IOException, InterruptedException {
        return applyOrMerge(baseFileSource, Optional.empty(), series, scratch).files();
    }

    /**
     * The same, but a patch that does not apply is merged with git's three-way merge.
     *
     * @param mergeBase the tree that the patches were made for; without it none is merged
     */
    public AppliedSeries applyOrMerge(
            BaseFileSource baseFileSource, Optional<MergeBase> mergeBase, List<Series> series, Path scratch)
            throws IOException, InterruptedException {
        List<Patch> patches =
                series.stream().flatMap(each -> each.patches().stream()).toList();
        ScratchTree tree = new ScratchTree(baseFileSource, scratch, runner);
        Map<Patch, String> refusals = stage(patches, tree);
        for (Patch patch : patches) {
            refuseIfPresent(patch, Optional.ofNullable(refusals.get(patch)));
        }
        Optional<ThreeWayMerge> merge = Optional.empty();
        List<Integer> merged = new ArrayList<>();
        for (int number = 0; number < patches.size(); number++) {
            Patch patch = patches.get(number);
            CommandResult result = tree.apply(patch);
            if (!result.succeeded()) {
                String reason = result.text().strip() + findDamage(patch, tree, result);
                if (mergeBase.isEmpty()) {
                    throw new PatchFailedException(patch.name(), reason);
                }
                if (merge.isEmpty()) {
                    merge = Optional.of(new ThreeWayMerge(mergeBase.get(), patches, scratch, runner));
                }
                Optional<String> obstacle = merge.get().merge(number, tree);
                if (obstacle.isPresent()) {
                    throw new PatchFailedException(patch.name(), reason + "\n" + obstacle.get());
                }
                merged.add(number);
            }
            refuseIfPresent(patch, tree.findUnexpectedFile());
        }
        return new AppliedSeries(tree.readStates(), merged);
    }

    /** Stages all patches before git applies the first, and returns the reasons to refuse some of them. */
    private static Map<Patch, String> stage(List<Patch> patches, ScratchTree tree) throws IOException {
        Map<Patch, String> refusals = new HashMap<>();
        for (Patch patch : patches) {
            tree.stage(patch).ifPresent(reason -> refusals.put(patch, reason));
        }
        return refusals;
    }

    private static void refuseIfPresent(Patch patch, Optional<String> refusal) throws PatchFailedException {
        if (refusal.isPresent()) {
            throw new PatchFailedException(patch.name(), "refused: " + refusal.get());
        }
    }

    /**
     * Explains for each patch of a series how it fits onto the series below.
     *
     * @param scratch an empty folder, which its owner deletes
     * @return one result for each patch of the series; only that of the failed patch if one below does not apply
     */
    public List<PatchResult> applyAndExplain(
            BaseFileSource baseFileSource, List<Series> below, Series series, Path scratch)
            throws IOException, InterruptedException {
        ScratchTree tree = new ScratchTree(baseFileSource, scratch, runner);
        List<Patch> lowerPatches =
                below.stream().flatMap(each -> each.patches().stream()).toList();
        Map<Patch, String> refusals = stage(
                Stream.concat(lowerPatches.stream(), series.patches().stream()).toList(), tree);
        for (Patch patch : lowerPatches) {
            if (applyAndExplain(patch, tree, refusals) instanceof PatchResult.Fails fails) {
                return List.of(fails);
            }
        }
        List<PatchResult> results = new ArrayList<>();
        boolean failed = false;
        for (Patch patch : series.patches()) {
            PatchResult patchResult =
                    failed ? new PatchResult.Untried(patch.name()) : applyAndExplain(patch, tree, refusals);
            failed |= patchResult instanceof PatchResult.Fails;
            results.add(patchResult);
        }
        return results;
    }

    private static PatchResult applyAndExplain(Patch patch, ScratchTree tree, Map<Patch, String> refusals)
            throws IOException, InterruptedException {
        String refusal = refusals.get(patch);
        if (refusal != null) {
            return toRefusal(patch, refusal);
        }
        CommandResult result = tree.apply(patch, "--verbose");
        if (!result.succeeded()) {
            OptionalInt fuzz = findFuzz(patch, tree);
            LOG.log(System.Logger.Level.DEBUG, "{0} does not apply; fuzz with which it would: {1}", patch.name(), fuzz);
            String reason = gitErrors(result) + findDamage(patch, tree, result);
            return new PatchResult.Fails(patch.name(), reason, fuzz, findClosestMatch(patch, tree, result));
        }
        Optional<String> unexpected = tree.findUnexpectedFile();
        return unexpected.isPresent()
                ? toRefusal(patch, unexpected.get())
                : new PatchResult.Applies(patch.name(), parseOffsets(result));
    }

    private static PatchResult toRefusal(Patch patch, String reason) {
        return new PatchResult.Fails(patch.name(), "refused: " + reason, OptionalInt.empty(), Optional.empty());
    }

    private static String gitErrors(CommandResult result) {
        return result.output().stream()
                .filter(line -> line.startsWith("error: ") && !line.equals("error: while searching for:"))
                .map(line -> line.substring("error: ".length()))
                .collect(Collectors.joining("\n"));
    }

    /** A line to append to git's message, or nothing. */
    private static String findDamage(Patch patch, ScratchTree tree, CommandResult result)
            throws IOException, InterruptedException {
        return PatchDamage.find(patch, tree, result)
                .map(damage -> "\n" + damage)
                .orElse("");
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

    /** The least fuzz, in the sense of patch(1), with which it applies; git takes the context that is left. */
    private static OptionalInt findFuzz(Patch patch, ScratchTree tree) throws IOException, InterruptedException {
        for (int fuzz = 1; fuzz <= CONTEXT; fuzz++) {
            if (tree.apply(patch, "--check", "-C" + (CONTEXT - fuzz)).succeeded()) {
                return OptionalInt.of(fuzz);
            }
        }
        return OptionalInt.empty();
    }

    private static Optional<PatchResult.ClosestMatch> findClosestMatch(
            Patch patch, ScratchTree tree, CommandResult result) throws IOException {
        for (String line : result.output()) {
            Matcher failed = FAILED.matcher(line);
            if (failed.matches() && patch.files().contains(failed.group(1))) {
                Optional<Hunk> hunk = Hunk.find(patch.diff(), failed.group(1), Integer.parseInt(failed.group(2)));
                if (hunk.isPresent() && tree.readState(failed.group(1)) instanceof FileState.Present present) {
                    return Optional.of(hunk.get()
                            .findClosestMatch(present.content().lines().toList()));
                }
            }
        }
        return Optional.empty();
    }
}
