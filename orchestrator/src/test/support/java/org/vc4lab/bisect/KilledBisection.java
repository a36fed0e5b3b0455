// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A JVM that a test kills: it runs one step of a bisection, prints the next step and hangs in it. It exits only with
 * the result.
 */
final class KilledBisection {
    private KilledBisection() {}

    /** Runs the first call and hangs in the second. */
    private static final class StoppingTester implements RevisionTester {
        private final FakeRevisionTester delegate = new FakeRevisionTester();
        private final AtomicBoolean stepDone = new AtomicBoolean();
        private final Semaphore journaled = new Semaphore(0);
        private final Set<String> journaledSteps;

        StoppingTester(Set<String> journaledSteps) {
            this.journaledSteps = journaledSteps;
        }

        private void stopAfterFirst(String request) throws InterruptedException {
            if (journaledSteps.contains(request)) {
                System.out.println("TWICE " + request);
            }
            if (stepDone.getAndSet(true)) {
                journaled.acquire();
                System.out.println("KILL ME in " + request);
                new Semaphore(0).acquire();
            }
        }

        @Override
        public BuildOutcome build(Revision revision) throws IOException, InterruptedException {
            stopAfterFirst("make " + revision);
            return delegate.build(revision);
        }

        @Override
        public TestOutcome test(Revision revision, Path folder) throws IOException, InterruptedException {
            stopAfterFirst("look " + revision);
            return delegate.test(revision, folder);
        }

        @Override
        public Set<String> inputs(Revision revision) throws IOException, InterruptedException {
            return delegate.inputs(revision);
        }

        /** A step's result is in the journal. */
        void eventJournaled() {
            journaled.release();
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        System.out.println("PID " + ProcessHandle.current().pid());
        try (Journal journal = Journal.open(folder)) {
            int journaledCount = journal.events().size();
            StoppingTester tester = new StoppingTester(FakeRevisionTester.journaledSteps(journal.events()));
            int[] eventCount = {0};
            Bisection bisection = new Bisection(
                    tester.delegate,
                    FakeRevisionTester.search(),
                    new JournalingTester(tester, journal, System::nanoTime),
                    2,
                    event -> {
                        eventCount[0]++;
                        if (eventCount[0] > journaledCount) {
                            tester.eventJournaled();
                        }
                    });
            System.out.println("ANSWER " + bisection.run());
        }
    }
}
