// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Finds out whether to search for a cause or a fix: if the older end reproduces the report, it is a fix. */
public final class DirectionDetector {
    private DirectionDetector() {}

    /** Builds and tests the older end, unless the journal has its outcome. */
    public static Direction detect(RevisionTester revisionTester, Journal journal, LongSupplier nanoClock)
            throws IOException, InterruptedException {
        Revision start = Revision.AtCommit.OLDER_END;
        JournalingTester journalingTester = new JournalingTester(revisionTester, journal.runsFolder(), nanoClock);
        Optional<Event.KernelBuilt> build = journal.events(Event.KernelBuilt.class).stream()
                .filter(built -> built.revision().equals(start))
                .findFirst();
        if (build.isEmpty()) {
            build = Optional.of(journalingTester.build(start));
            journal.add(build.get());
        }
        if (build.get().outcome() instanceof BuildOutcome.Unbuildable) {
            return Direction.CAUSE;
        }
        if (journal.events(Event.Tested.class).stream()
                .noneMatch(tested -> tested.revision().equals(start))) {
            journal.add(journalingTester.test(start, 1));
        }
        boolean reproducedAtStart = journal.events(Event.Tested.class).stream()
                .anyMatch(tested -> tested.revision().equals(start)
                        && tested.outcome().status() == TestOutcome.TestStatus.REPRODUCED);
        return reproducedAtStart ? Direction.FIX : Direction.CAUSE;
    }
}
