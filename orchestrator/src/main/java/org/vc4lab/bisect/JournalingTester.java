// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Turns the results of a tester into events for a journal, with their durations. */
public record JournalingTester(RevisionTester revisionTester, Journal journal, LongSupplier nanoClock) {
    Event.KernelBuilt build(Revision revision) throws IOException, InterruptedException {
        long startNanos = nanoClock.getAsLong();
        BuildOutcome outcome = revisionTester.build(revision);
        return new Event.KernelBuilt(revision, outcome, millisSince(startNanos));
    }

    Event.Tested test(Revision revision, int number) throws IOException, InterruptedException {
        String folderName = String.format("%03d-%s", number, revision.text().replace(' ', '-'));
        long startNanos = nanoClock.getAsLong();
        TestOutcome outcome = revisionTester.test(revision, journal.runsFolder().resolve(folderName));
        return new Event.Tested(revision, outcome, folderName, millisSince(startNanos));
    }

    private long millisSince(long startNanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanoClock.getAsLong() - startNanos);
    }

    /**
     * Finds out whether to search for a cause or a fix: if the older end reproduces the report, it is a fix. Builds and
     * tests the older end, unless the journal has its outcome.
     */
    public Direction detectDirection() throws IOException, InterruptedException {
        Revision start = Revision.AtCommit.OLDER_END;
        if (journal.events(Event.KernelBuilt.class).isEmpty()) {
            journal.add(build(start));
        }
        if (journal.events(Event.KernelBuilt.class).get(0).outcome() instanceof BuildOutcome.Unbuildable) {
            return Direction.CAUSE;
        }
        if (journal.events(Event.Tested.class).isEmpty()) {
            journal.add(test(start, 1));
        }
        boolean reproducedAtStart = journal.events(Event.Tested.class).stream()
                .anyMatch(tested -> tested.revision().equals(start)
                        && tested.outcome().status() == TestOutcome.TestStatus.REPRODUCED);
        return reproducedAtStart ? Direction.FIX : Direction.CAUSE;
    }
}
