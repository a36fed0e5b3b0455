// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.util.function.LongSupplier;

/** Which way a history goes whose ends nobody has called good or bad: what its older end shows, vanishes. */
public final class DirectionDetector {
    private DirectionDetector() {}

    /** Looks at the older end, unless the journal knows it. */
    public static Direction detect(RevisionTester revisionTester, Journal journal, LongSupplier nanoClock)
            throws IOException, InterruptedException {
        Revision start = new Revision.AtCommit(Revision.START);
        JournalingTester journalingTester = new JournalingTester(revisionTester, journal.runsFolder(), nanoClock);
        BuildOutcome outcome = journal.events().stream()
                .filter(event -> event instanceof Event.KernelBuilt built
                        && built.revision().equals(start))
                .map(event -> ((Event.KernelBuilt) event).outcome())
                .findFirst()
                .orElse(null);
        if (outcome == null) {
            Event.KernelBuilt built = journalingTester.build(start);
            journal.add(built);
            outcome = built.outcome();
        }
        if (outcome instanceof BuildOutcome.Unbuildable) {
            return Direction.CAUSE;
        }
        boolean alreadyTested = journal.events().stream()
                .anyMatch(event -> event instanceof Event.Tested tested
                        && tested.revision().equals(start));
        if (!alreadyTested) {
            journal.add(journalingTester.test(start, 1));
        }
        boolean reproducedAtStart = journal.events().stream()
                .anyMatch(event -> event instanceof Event.Tested tested
                        && tested.revision().equals(start)
                        && tested.outcome().status() == TestOutcome.TestStatus.REPRODUCED);
        return reproducedAtStart ? Direction.FIX : Direction.CAUSE;
    }
}
