// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.vc4lab.debug.Breakpoints.PassedStop;
import org.vc4lab.lab.TrialReplay;
import org.vc4lab.lab.WitnessedMoment;
import org.vc4lab.lab.model.Trial.TrialFolder;

/**
 * Looks for a function that reports a problem, or that sleeps in atomic context, since the scenario began.
 *
 * @param timeline of the trial; it goes on from where it is
 * @param name of the case for the problem; empty for any
 */
record ReportSearch(TrialReplay replay, Timeline timeline, Optional<String> name) {
    private static final System.Logger LOG = System.getLogger(ReportSearch.class.getName());

    /** QEMU translates so many instructions at once at most. */
    private static final int LONGEST_BLOCK = 512;

    /**
     * Goes to its first instruction.
     *
     * @param run of the same trial, as far as is known: where its witness has seen it is looked at first
     * @return it, with the time of that instruction
     * @throws IOException if the trial ends without one
     */
    WitnessedMoment go(Optional<TrialFolder> run) throws IOException, InterruptedException {
        Optional<WitnessedMoment> expected = run.isPresent() ? expect(run.get()) : Optional.empty();
        if (expected.isPresent()
                && timeline.saveAt(expected.get().atNanos() - Snapshots.NEAR_NANOS / 2)
                && timeline.run(blockBefore(expected.get()))) { // the trial may end before
            long entry = entryOf(expected.get());
            Optional<WitnessedMoment> first = first();
            if (first.isPresent()
                    && isSame(first.get(), expected.get())
                    && first.get().atNanos() >= entry) {
                return enter(first.get(), entry);
            }
        }
        Optional<WitnessedMoment> moment = first();
        while (moment.isEmpty()) {
            boolean goesOn = timeline.run(timeline.time() + Timeline.SLICE.toNanos());
            moment = first();
            if (moment.isEmpty() && !goesOn) {
                throw new IOException("the trial ends without " + name.orElse("a report") + ": name a time with --at");
            }
        }
        return enter(moment.get(), entryOf(moment.get()));
    }

    /** Empty if the run has not seen it, or left a log that cannot be read. */
    private Optional<WitnessedMoment> expect(TrialFolder run) throws InterruptedException {
        try {
            return first(run);
        } catch (IOException unreadable) {
            LOG.log(Level.DEBUG, "the report is searched for: " + run.path() + " does not say where it is", unreadable);
            return Optional.empty();
        }
    }

    /** Up to here. */
    private Optional<WitnessedMoment> first() throws IOException, InterruptedException {
        return first(new TrialFolder(timeline.guest().machine().folder()));
    }

    private Optional<WitnessedMoment> first(TrialFolder files) throws IOException, InterruptedException {
        long begin = timeline.beginNanos();
        return name.isPresent() ? replay.firstProblem(files, begin, name.get()) : replay.firstProblem(files, begin);
    }

    /** Their times differ by where QEMU ends the block, which a breakpoint changes. */
    private static boolean isSame(WitnessedMoment moment, WitnessedMoment expected) {
        return moment.processor() == expected.processor() && moment.function().equals(expected.function());
    }

    /** The time of the first instruction of the function: the witness's is that of the end of its first block. */
    private long entryOf(WitnessedMoment moment) throws IOException, InterruptedException {
        long end = moment.atNanos();
        timeline.goTo(blockBefore(moment));
        Breakpoints entries = new Breakpoints();
        for (long address : replay.addressesOf(moment.function())) {
            entries.add(address);
        }
        String thread = "thread:" + StubChannel.threadOf(moment.processor()) + ";";
        return timeline.lastStop(end, entries, stop -> stop.reply().contains(thread), () -> false)
                .map(PassedStop::atNanos)
                .orElse(end);
    }

    /** A time that is not later than the begin of the block. */
    private long blockBefore(WitnessedMoment moment) {
        return Math.max(timeline.beginNanos(), moment.atNanos() - LONGEST_BLOCK * replay.instructionNanos());
    }

    private WitnessedMoment enter(WitnessedMoment moment, long entry) throws IOException, InterruptedException {
        timeline.goTo(entry);
        return new WitnessedMoment(entry, moment.processor(), moment.function());
    }
}
