// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.util.function.LongSupplier;

/** Which way a history goes whose ends nobody has called good or bad: what its older end shows, vanishes. */
public final class FirstLook {
    private FirstLook() {}

    /** Looks at the older end, unless the journal knows it. */
    public static Change change(Probe probe, Journal journal, LongSupplier nanoClock)
            throws IOException, InterruptedException {
        Subject start = new Subject.Point(Subject.START);
        Steps steps = new Steps(probe, journal.runs(), nanoClock);
        Made made = journal.events().stream()
                .filter(event ->
                        event instanceof Event.Built built && built.subject().equals(start))
                .map(event -> ((Event.Built) event).made())
                .findFirst()
                .orElse(null);
        if (made == null) {
            Event.Built built = steps.build(start);
            journal.add(built);
            made = built.made();
        }
        if (made instanceof Made.Nothing) {
            return Change.APPEARS;
        }
        boolean known = journal.events().stream()
                .anyMatch(event ->
                        event instanceof Event.Looked looked && looked.subject().equals(start));
        if (!known) {
            journal.add(steps.look(start, 1));
        }
        boolean shown = journal.events().stream()
                .anyMatch(event -> event instanceof Event.Looked looked
                        && looked.subject().equals(start)
                        && looked.sight().kind() == Sight.Kind.SHOWN);
        return shown ? Change.VANISHES : Change.APPEARS;
    }
}
