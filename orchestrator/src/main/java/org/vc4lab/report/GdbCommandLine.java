// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vc4lab.exec.Command;
import org.vc4lab.explore.ExplorationSummary;
import org.vc4lab.lab.WitnessedMoment;
import org.vc4lab.lab.model.ConsoleTranscript.Phase;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.matrix.PlannedTrial.TrialAxes;
import org.vc4lab.matrix.TrialRecord;

/**
 * The command that opens a trial in gdb at one of its reports. Records may come from anybody, and a reader pastes the
 * command: each word is quoted for the shell, and there is none if a name has a character that a terminal would obey.
 */
final class GdbCommandLine {
    private GdbCommandLine() {}

    /**
     * The command, for the project's folder.
     *
     * @param caseName of the plan; a trial may be of another
     * @param schedule the file beside the page with the shrunk schedule that shows the report; empty without
     */
    static Optional<String> of(String caseName, TrialRecord trial, TrialReport report, Optional<Path> schedule) {
        boolean isFixedSchedule =
                trial.explored().map(GdbCommandLine::isOfFixedSchedule).orElse(true);
        if (report.phase() == Phase.BOOT || (schedule.isEmpty() && !isFixedSchedule)) {
            return Optional.empty(); // gdb begins behind the boot
        }
        List<String> words = new ArrayList<>(List.of("./vc4lab", "gdb"));
        if (schedule.isPresent()) {
            words.addAll(List.of("--schedule", schedule.get().toString()));
        } else {
            words.addAll(optionsOf(caseName, trial.axes()));
        }
        boolean isFirst = trial.observations().reports().indexOf(report) == 0;
        if (!isFirst || !WitnessedMoment.isSeen(report.kind())) { // --at report is at the first that is seen
            words.addAll(List.of("--at", "line:" + report.occurrence().firstLine()));
        }
        return words.stream().allMatch(GdbCommandLine::isPlain)
                ? Optional.of(Command.of(words).toString())
                : Optional.empty();
    }

    /** No other schedule showed something; gdb has no option for interrupts that the fixed one has elsewhere. */
    private static boolean isOfFixedSchedule(ExplorationSummary explored) {
        return explored.failing() == 0 && explored.fixedInterruptsOn().isEmpty();
    }

    /** A value that begins with a dash is no option. */
    private static List<String> optionsOf(String caseName, TrialAxes axes) {
        List<String> options = new ArrayList<>(List.of(
                "--case=" + axes.otherCase().orElse(caseName),
                "--kernel=" + axes.kernel(),
                "--config=" + axes.config(),
                "--candidate=" + axes.candidate(),
                "--scenario=" + axes.scenario(),
                "--profile=" + axes.profile()));
        axes.faults().forEach(fault -> options.add("--fault=" + fault));
        return options;
    }

    private static boolean isPlain(String word) {
        return word.codePoints().allMatch(character -> character >= ' ' && character <= '~');
    }
}
