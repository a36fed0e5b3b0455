// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.RequiredEvidence;
import org.vc4lab.lab.model.RequiredEvidence.EvidenceBounds;
import org.vc4lab.lab.model.RequiredEvidence.RequiredCommand;
import org.vc4lab.lab.model.RequiredEvidence.RequiredCounter;
import org.vc4lab.lab.model.RequiredEvidence.RequiredLogLine;
import org.vc4lab.lab.model.RequiredEvidence.RequiredOutput;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** What the case asks a trial of this scenario to show. */
final class RequiredEvidenceRules {
    private RequiredEvidenceRules() {}

    /**
     * BROKEN for each command that ended otherwise, and for each line that is there too seldom or too often: then the
     * scenario did not do what it has to.
     */
    static Stream<Finding> text(Trial trial, Evidence evidence) {
        List<String> output = evidence.log().console().initOutput().output();
        List<RequiredCommand> commands = trial.scenario().commands();
        Stream<String> ofCommands = IntStream.range(0, commands.size())
                .mapToObj(i -> problem(commands.get(i), i + 1, output))
                .flatMap(Optional::stream);
        Stream<String> ofLines = trial.scenario().evidence().stream()
                .flatMap(required -> lineProblem(required, output, evidence).stream());
        return Stream.concat(ofCommands, ofLines).map(problem -> new Finding(Verdict.BROKEN, problem));
    }

    private static Optional<String> problem(RequiredCommand command, int number, List<String> scenarioOutput) {
        List<String> statuses = command.statuses(number, scenarioOutput);
        List<String> output = command.output(number, scenarioOutput);
        String name = "'" + command.command() + "' ";
        if (statuses.size() != 1) {
            return Optional.of(name + (statuses.isEmpty() ? "did not end" : "ended more than once"));
        }
        if (!statuses.get(0).equals(Integer.toString(command.status()))) {
            return Optional.of(name + "ended with status " + statuses.get(0) + ", not " + command.status()
                    + (output.isEmpty() ? "" : "; its last line: " + output.get(output.size() - 1)));
        }
        return command.words()
                .filter(words -> output.stream().noneMatch(line -> line.contains(words)))
                .map(words -> name + "did not print '" + words + "'");
    }

    private static Optional<String> lineProblem(
            RequiredEvidence required, List<String> scenarioOutput, Evidence evidence) {
        if (required instanceof RequiredOutput output) {
            long lines = scenarioOutput.stream()
                    .filter(line -> !RequiredCommand.isOfCommand(line) && line.contains(output.words()))
                    .count();
            return outside(output.bounds(), lines, "lines of the scenario's output with '" + output.words() + "'");
        }
        if (required instanceof RequiredLogLine logLine) {
            int lines = evidence.log().lineCounts().getOrDefault(logLine.words(), 0);
            return outside(logLine.bounds(), lines, "lines of the kernel's log with '" + logLine.words() + "'");
        }
        return Optional.empty();
    }

    /** BROKEN for each counter of a device that is out of its bounds; INFRA if it was not read. */
    static Stream<Finding> counter(Trial trial, Evidence evidence) {
        return trial.scenario().evidence().stream()
                .filter(RequiredCounter.class::isInstance)
                .map(RequiredCounter.class::cast)
                .flatMap(required -> check(required, evidence).stream());
    }

    private static Optional<Finding> check(RequiredCounter required, Evidence evidence) {
        String name = required.counter().name();
        Long value = evidence.hardware().counters().get(name);
        if (value == null) {
            return Optional.of(new Finding(Verdict.INFRA, name + " was not read"));
        }
        return required.bounds().contains(value)
                ? Optional.empty()
                : Optional.of(
                        new Finding(Verdict.BROKEN, name + " is " + value + ", and has to be " + required.bounds()));
    }

    private static Optional<String> outside(EvidenceBounds bounds, long number, String what) {
        return bounds.contains(number)
                ? Optional.empty()
                : Optional.of(number + " " + what + ", and there have to be " + bounds);
    }
}
