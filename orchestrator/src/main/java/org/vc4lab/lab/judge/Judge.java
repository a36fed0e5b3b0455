// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Judgement;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/**
 * Turns evidence into a verdict: a pure function. Silence proves nothing, so CLEAN is what remains if everything that
 * has to be there was there, and nothing else.
 *
 * <p>To add a rule, write a {@link JudgingRule} in the class of its subject and add it to the list whose condition
 * fits; the order in a list is the order of the findings. What the rule needs beyond {@link Evidence} is collected in
 * {@code lab.evidence}.
 */
public final class Judge {
    /** For every trial. */
    private static final List<JudgingRule> ALWAYS = List.of(
            ConsoleRules::kernelReport,
            ConsoleRules::lostMachine,
            ConsoleRules::boot,
            ConsoleRules::fatalLine,
            ConsoleRules::hang,
            ConsoleRules::incompleteConsole,
            ConsoleRules::forgedLine,
            ScenarioRules::hardwareViolation,
            WitnessRules::atomicSleep,
            WitnessRules::onlyOnConsole,
            WitnessRules::missingWitness);

    /** For a trial whose scenario ended. */
    private static final List<JudgingRule> SCENARIO_ENDED = List.of(
            ScenarioRules::exitStatus,
            AudioRules::outputs,
            AudioRules::periodInterrupts,
            RequiredEvidenceRules::text,
            RequiredEvidenceRules::counter,
            ScenarioRules::scheduledChange,
            ConsoleRules::driverError,
            ScenarioRules::irqsOff,
            WitnessRules::irqsOff,
            WitnessRules::changedCode);

    /**
     * For a trial whose scenario ended, of a kernel that is configured with checks: were they on to the end? An oops
     * disables them, and is bad enough: do not report MASKED as well.
     */
    private static final List<JudgingRule> CHECKS_EXPECTED = List.of(
            CheckCoverageRules::missingMetric,
            CheckCoverageRules::taint,
            CheckCoverageRules::lockdepOff,
            CheckCoverageRules::uncheckedLocks,
            CheckCoverageRules::canary,
            WitnessRules::hiddenSleep,
            WitnessRules::swallowedReports,
            WitnessRules::blind);

    /** For a machine that was stopped within its scenario: bad whatever comes later, or a silence that is none. */
    private static final List<JudgingRule> STOPPED = List.of(
            ConsoleRules::kernelReport,
            ConsoleRules::lostMachine,
            ConsoleRules::fatalLine,
            ConsoleRules::gap,
            WitnessRules::atomicSleep,
            WitnessRules::swallowedReports, // or not printed yet
            WitnessRules::unwatched);

    /** What a kernel without checks shows counts; its silence never does. */
    private static final Finding NO_CHECKS =
            new Finding(Verdict.MASKED, "this kernel has no checks, so its silence proves nothing");

    private Judge() {}

    /** Judges one trial; the worst finding is the verdict. */
    public static Judgement judge(Trial trial, Evidence evidence) {
        boolean ended = evidence.log().console().scenario().end().isPresent();
        boolean hasChecks = !evidence.setup().checks().isEmpty();
        List<JudgingRule> rules = new ArrayList<>(ALWAYS);
        if (ended) {
            rules.addAll(SCENARIO_ENDED);
        }
        if (ended && hasChecks && !evidence.hasReport(ReportKind.OOPS)) {
            rules.addAll(CHECKS_EXPECTED);
        }
        List<Finding> findings =
                rules.stream().flatMap(rule -> rule.apply(trial, evidence)).toList();
        Judgement judgement = Judgement.of(findings);
        return judgement.verdict() == Verdict.CLEAN && !hasChecks
                ? Judgement.of(
                        Stream.concat(findings.stream(), Stream.of(NO_CHECKS)).toList())
                : judgement;
    }

    /** Judges a machine that was stopped within its scenario: CLEAN says that nothing bad was seen until then. */
    public static Judgement judgeStopped(Trial trial, Evidence evidence) {
        return Judgement.of(
                STOPPED.stream().flatMap(rule -> rule.apply(trial, evidence)).toList());
    }

    /**
     * A reason for a verdict. A rule is a pure function that says in its comment when it gives which verdict and why;
     * rules of one subject are in one class.
     */
    @FunctionalInterface
    interface JudgingRule {
        /** What the rule finds, in the order of discovery; empty if all is as it has to be. */
        Stream<Finding> apply(Trial trial, Evidence evidence);

        static Stream<Finding> findingIf(boolean applies, Verdict verdict, String reason) {
            return applies ? Stream.of(new Finding(verdict, reason)) : Stream.empty();
        }
    }
}
