// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Turns the results of a tester into events, with their durations. */
record JournalingTester(RevisionTester revisionTester, Path runsFolder, LongSupplier nanoClock) {
    Event.KernelBuilt build(Revision revision) throws IOException, InterruptedException {
        long startNanos = nanoClock.getAsLong();
        BuildOutcome outcome = revisionTester.build(revision);
        return new Event.KernelBuilt(revision, outcome, millisSince(startNanos));
    }

    Event.Tested test(Revision revision, int number) throws IOException, InterruptedException {
        String folderName = String.format("%03d-%s", number, revision.text().replace(' ', '-'));
        long startNanos = nanoClock.getAsLong();
        TestOutcome outcome = revisionTester.test(revision, runsFolder.resolve(folderName));
        return new Event.Tested(revision, outcome, folderName, millisSince(startNanos));
    }

    private long millisSince(long startNanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanoClock.getAsLong() - startNanos);
    }
}
