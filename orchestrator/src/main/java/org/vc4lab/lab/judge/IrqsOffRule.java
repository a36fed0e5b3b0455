// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.model.ConsoleTranscript;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.GuestMetric;
import org.vc4lab.lab.model.Phase;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/**
 * LATENCY if interrupts were off for longer than the case allows. Printing a report keeps them off too, so a trial with
 * a report in its scenario is exempt; so is one by the host's clock, whose times depend on the host's load.
 */
final class IrqsOffRule implements JudgingRule {
    @Override
    public Stream<Finding> apply(Trial trial, Evidence evidence) {
        ConsoleTranscript console = evidence.log().console();
        OptionalLong longest = console.metric(GuestMetric.IRQS_OFF);
        boolean hasReport = evidence.log().reports().stream().anyMatch(report -> report.phase() == Phase.SCENARIO);
        if (longest.isEmpty() || hasReport || evidence.setup().clockMode() != ClockMode.DETERMINISTIC) {
            return Stream.empty();
        }
        Duration off = Duration.of(longest.getAsLong(), ChronoUnit.MICROS);
        Duration limit = trial.ofCase().limits().irqsOff().max();
        List<String> locations = console.irqsOffLocations();
        return off.compareTo(limit) <= 0
                ? Stream.empty()
                : Stream.of(new Finding(
                        Verdict.LATENCY,
                        "interrupts were off for " + formatMicros(off) + ", limit " + formatMicros(limit)
                                + (locations.isEmpty() ? "" : " (" + String.join(", ", locations) + ")")));
    }

    static String formatMicros(Duration duration) {
        return TimeUnit.MICROSECONDS.convert(duration) + " us";
    }
}
