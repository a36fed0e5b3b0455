// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.shrink;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.vc4lab.build.store.Progress.ProgressTask;
import org.vc4lab.shrink.FailureShrinker.ShrunkFailure;
import org.vc4lab.shrink.ShellScript.ScriptBlock;

/**
 * Leaves out of a trial that fails what it does not need to fail in the same way: first whole lines of its scenario,
 * then patches, faults, changes of the hardware and required evidence, and words of the lines that are left at last.
 */
public final class TrialShrinker {
    private final PartsTest test;
    private final ShrinkBounds bounds;
    private final LongSupplier nanoClock;
    private final ProgressTask progress;
    private final Map<TrialParts, Boolean> outcomes = new HashMap<>();
    private final long start;
    private boolean minimal = true;

    /** Whether a trial with these parts fails in the same way as the whole one. */
    @FunctionalInterface
    public interface PartsTest {
        boolean fails(TrialParts parts) throws IOException, InterruptedException;
    }

    /** After which the smallest trial that is known to fail is the result. */
    public record ShrinkBounds(int tests, Duration time) {}

    /**
     * A trial that fails.
     *
     * @param tests how many others were tried
     * @param minimal whether nothing of it can be left out alone
     */
    public record ShrunkTrial(TrialParts parts, int tests, boolean minimal) {}

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
        outcomes.put(whole, true);
        TrialParts parts = shrinkBlocks(whole);
        parts = shrink(parts, parts.patches(), parts::withPatches);
        parts = shrink(parts, parts.requestedFaults(), parts::withRequestedFaults);
        parts = shrink(parts, parts.scenario().faults(), parts::withScenarioFaults);
        parts = shrink(parts, parts.scenario().changes(), parts::withChanges);
        parts = shrink(parts, parts.scenario().evidence(), parts::withEvidence);
        TrialParts lines = parts;
        parts = shrink(lines, lines.script().words(), words -> lines.withScript(ShellScript.ofWords(words)));
        return new ShrunkTrial(parts, outcomes.size() - 1, minimal);
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

    /** The parts as they are if they do not fail when put together again, as words may not. */
    private <T> TrialParts shrink(TrialParts parts, List<T> items, Function<List<T>, TrialParts> compose)
            throws IOException, InterruptedException {
        if (items.isEmpty()) {
            return parts;
        }
        Optional<ShrunkFailure<T>> shrunk = new FailureShrinker<T>(
                        kept -> fails(compose.apply(kept)), Integer.MAX_VALUE, this::isLate)
                .shrink(items);
        minimal &= shrunk.map(ShrunkFailure::minimal).orElse(!isLate());
        return shrunk.map(fewer -> compose.apply(fewer.items())).orElse(parts);
    }

    private boolean fails(TrialParts parts) throws IOException, InterruptedException {
        Boolean outcome = outcomes.get(parts);
        if (outcome == null && isLate()) {
            return false;
        }
        if (outcome == null) {
            outcome = test.fails(parts);
            outcomes.put(parts, outcome);
            progress.update(outcomes.size() - 1L, bounds.tests());
        }
        return outcome;
    }

    private boolean isLate() {
        return outcomes.size() > bounds.tests()
                || nanoClock.getAsLong() - start >= bounds.time().toNanos();
    }
}
