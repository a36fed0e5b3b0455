// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A JVM to be killed by a test: it makes one step of a bisection, and stands still in the next, of which it tells. It
 * ends by itself only at the answer.
 */
final class KilledBisection {
    private KilledBisection() {}

    /** Does what it is asked once; afterwards it waits to be killed. */
    private static final class OneStep implements Probe {
        private final Probe probe = new FakeProbe();
        private final AtomicBoolean done = new AtomicBoolean();
        private final Semaphore written = new Semaphore(0);
        private final Set<String> known;

        OneStep(Set<String> known) {
            this.known = known;
        }

        private void step(String what) throws InterruptedException {
            if (known.contains(what)) {
                System.out.println("TWICE " + what);
            }
            if (done.getAndSet(true)) {
                written.acquire();
                System.out.println("KILL ME in " + what);
                new Semaphore(0).acquire();
            }
        }

        @Override
        public Made make(Subject subject) throws IOException, InterruptedException {
            step("make " + subject);
            return probe.make(subject);
        }

        @Override
        public Sight look(Subject subject, Path folder) throws IOException, InterruptedException {
            step("look " + subject);
            return probe.look(subject, folder);
        }

        @Override
        public List<Integer> harmless() throws IOException, InterruptedException {
            return probe.harmless();
        }

        @Override
        public List<List<Integer>> named(Subject.Point where, List<String> functions)
                throws IOException, InterruptedException {
            return probe.named(where, functions);
        }

        /** A step's result is in the journal. */
        void heard() {
            written.release();
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        System.out.println("PID " + ProcessHandle.current().pid());
        try (Journal journal = Journal.open(folder)) {
            int known = journal.events().size();
            OneStep probe = new OneStep(FakeProbe.known(journal.events()));
            int[] heard = {0};
            Bisection bisection = new Bisection(
                    FakeProbe.search(),
                    probe,
                    journal,
                    2,
                    event -> {
                        heard[0]++;
                        if (heard[0] > known) {
                            probe.heard();
                        }
                    },
                    System::nanoTime);
            System.out.println("ANSWER " + bisection.run());
        }
    }
}
