// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.shrink;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.vc4lab.build.store.Progress.ProgressTask;
import org.vc4lab.shrink.FailureShrinker.ShrunkFailure;
import org.vc4lab.shrink.ShellScript.ScriptBlock;

/**
 * Leaves out of a trial that fails what it does not need to fail in the same way: first whole lines of its scenario,
 * then patches, faults, changes of the hardware and required evidence, words of the lines that are left, and lines of
 * kernel fragments. What was needed may be so no longer when others are gone, so all this is repeated until nothing
 * more can be left out.
 */
public final class TrialShrinker {
    private final PartsTest test;
    private final ShrinkBounds bounds;
    private final LongSupplier nanoClock;
    private final ProgressTask progress;
    private final Map<TrialParts, PartsOutcome> outcomes = new HashMap<>();
    private final long start;
    private boolean firstRound = true;
    private ShrinkEnd end = ShrinkEnd.MINIMAL;

    /** Whether a trial with some parts fails in the same way as the whole one. */
    public enum PartsOutcome {
        FAILS,
        PASSES,
        /** The lab failed. */
        UNKNOWN
    }

    /** Called once for the same parts. */
    @FunctionalInterface
    public interface PartsTest {
        PartsOutcome test(TrialParts parts) throws IOException, InterruptedException;
    }

    /** Why nothing more is left out. */
    public enum ShrinkEnd {
        /** None of its parts can be left out alone. */
        MINIMAL,
        LIMIT_REACHED,
        /** A trial with one part less has no result, and counts as passing. */
        LAB_FAILED
    }

    /** After which the smallest trial that is known to fail is the result. */
    public record ShrinkBounds(int tests, Duration time) {}

    /**
     * A trial that fails.
     *
     * @param tests how many others were tried
     */
    public record ShrunkTrial(TrialParts parts, int tests, ShrinkEnd end) {}

    /** @param nanoClock the host's clock, such as {@link System#nanoTime} */
    public TrialShrinker(PartsTest test, ShrinkBounds bounds, LongSupplier nanoClock, ProgressTask progress) {
        this.test = test;
        this.bounds = bounds;
        this.nanoClock = nanoClock;
        this.progress = progress;
        this.start = nanoClock.getAsLong();
    }

    /**
     * Takes away what the failure does not need.
     *
     * @param whole which fails
     */
    public ShrunkTrial shrink(TrialParts whole) throws IOException, InterruptedException {
        outcomes.put(whole, PartsOutcome.FAILS);
        TrialParts parts = shrinkOnce(whole);
        TrialParts before = whole;
        firstRound = false;
        while (!parts.equals(before)) {
            before = parts;
            end = ShrinkEnd.MINIMAL;
            parts = shrinkOnce(before);
        }
        return new ShrunkTrial(parts, outcomes.size() - 1, end);
    }

    private TrialParts shrinkOnce(TrialParts whole) throws IOException, InterruptedException {
        TrialParts parts = shrinkBlocks(whole);
        parts = shrink(parts, parts.patches(), parts::withPatches);
        parts = shrink(parts, parts.requestedFaults(), parts::withRequestedFaults);
        parts = shrink(parts, parts.scenario().faults(), parts::withScenarioFaults);
        parts = shrink(parts, parts.scenario().changes(), parts::withChanges);
        parts = shrink(parts, parts.scenario().evidence(), parts::withEvidence);
        TrialParts lines = parts;
        parts = shrink(lines, lines.script().words(), words -> lines.withScript(ShellScript.ofWords(words)));
        return shrink(parts, parts.fragments(), parts::withFragments); // the last, as each needs another kernel
    }

    /** From the outside: loops and conditions as a whole, then what is around their contents, then in them. */
    private TrialParts shrinkBlocks(TrialParts whole) throws IOException, InterruptedException {
        TrialParts parts = whole;
        int depth = 0;
        while (!parts.script().blocks(depth).isEmpty()) {
            TrialParts outer = parts;
            ShellScript script = outer.script();
            List<ScriptBlock> blocks = script.blocks(depth);
            TrialParts fewer =
                    shrink(outer, blocks, kept -> outer.withScript(script.withoutBlocks(without(blocks, kept))));
            ShellScript fewerLines = fewer.script();
            List<ScriptBlock> compound = fewerLines.blocks(depth).stream()
                    .filter(ScriptBlock::isCompound)
                    .toList();
            parts = shrink(
                    fewer, compound, kept -> fewer.withScript(fewerLines.withoutFrames(without(compound, kept))));
            depth += parts.equals(fewer) ? 1 : 0; // otherwise what was in a frame is on this level now
        }
        return parts;
    }

    private static List<ScriptBlock> without(List<ScriptBlock> blocks, List<ScriptBlock> kept) {
        return blocks.stream().filter(block -> !kept.contains(block)).toList();
    }

    /** @param compose makes the same parts of all items */
    private <T> TrialParts shrink(TrialParts parts, List<T> items, Function<List<T>, TrialParts> compose)
            throws IOException, InterruptedException {
        if (items.isEmpty()) {
            return parts;
        }
        // the limits are kept here: what was tried before costs nothing
        FailureShrinker<T> shrinker =
                new FailureShrinker<>(kept -> fails(compose.apply(kept)), Integer.MAX_VALUE, () -> false);
        ShrunkFailure<T> shrunk = firstRound ? shrinker.shrink(items).orElseThrow() : shrinker.shrinkByOne(items);
        return compose.apply(shrunk.items());
    }

    private boolean fails(TrialParts parts) throws IOException, InterruptedException {
        PartsOutcome outcome = outcomes.get(parts);
        if (outcome == null && isLate()) {
            end = ShrinkEnd.LIMIT_REACHED;
            return false;
        }
        if (outcome == null) {
            outcome = test.test(parts);
            outcomes.put(parts, outcome);
            progress.update(outcomes.size() - 1L, bounds.tests());
        }
        if (outcome == PartsOutcome.UNKNOWN && end == ShrinkEnd.MINIMAL) {
            end = ShrinkEnd.LAB_FAILED;
        }
        return outcome == PartsOutcome.FAILS;
    }

    private boolean isLate() {
        return outcomes.size() > bounds.tests()
                || nanoClock.getAsLong() - start >= bounds.time().toNanos();
    }
}
