// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Asks a probe, and makes events of what it says. */
final class Steps {
    private final Probe probe;
    private final Path runs;
    private final LongSupplier nanoClock;

    /** @param runs below which each run has a folder */
    Steps(Probe probe, Path runs, LongSupplier nanoClock) {
        this.probe = probe;
        this.runs = runs;
        this.nanoClock = nanoClock;
    }

    Event.Built build(Subject subject) throws IOException, InterruptedException {
        long begun = nanoClock.getAsLong();
        Made result = probe.make(subject);
        return new Event.Built(subject, result, millisSince(begun));
    }

    Event.Looked look(Subject subject, int number) throws IOException, InterruptedException {
        String name = String.format("%03d-%s", number, subject.text().replace(' ', '-'));
        long begun = nanoClock.getAsLong();
        Sight sight = probe.look(subject, runs.resolve(name));
        return new Event.Looked(subject, sight, name, millisSince(begun));
    }

    private long millisSince(long begun) {
        return TimeUnit.NANOSECONDS.toMillis(nanoClock.getAsLong() - begun);
    }
}
