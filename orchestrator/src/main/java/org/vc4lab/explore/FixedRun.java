// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.evidence.ConsoleLog;

/**
 * When things happened in the trial with the fixed schedule.
 *
 * @param scenario from its first line to its end
 */
record FixedRun(TimeWindow scenario) {
    private static final String TRANSCRIPT = "transcript.log";
    private static final Pattern LINE = Pattern.compile("(?<nanos>\\d{1,18}) vc4lab: (?<event>begin|end) scenario=.*");

    /** Empty if the scenario did not end. */
    static Optional<FixedRun> of(TrialResult result) throws IOException {
        Path transcript = result.folder().resolve(TRANSCRIPT);
        OptionalLong begin = OptionalLong.empty();
        OptionalLong end = OptionalLong.empty();
        for (String line : ConsoleLog.read(transcript).lines()) {
            Matcher parts = LINE.matcher(line);
            if (parts.matches()) {
                OptionalLong nanos = OptionalLong.of(Long.parseLong(parts.group("nanos")));
                begin = parts.group("event").equals("begin") ? nanos : begin;
                end = parts.group("event").equals("end") ? nanos : end;
            }
        }
        return begin.isPresent() && end.isPresent() && begin.getAsLong() < end.getAsLong()
                ? Optional.of(new FixedRun(new TimeWindow(begin.getAsLong(), end.getAsLong())))
                : Optional.empty();
    }
}
