// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.util.ArrayList;
import java.util.List;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.Judgement;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/**
 * Turns evidence into a verdict: a pure function. Silence proves nothing, so CLEAN is what remains if everything that
 * has to be there was there, and nothing else.
 *
 * <p>To add a rule, write a class that implements {@link JudgingRule} and add it to the list whose condition fits; the
 * order in a list is the order of the findings. What the rule needs beyond {@link Evidence} is collected in
 * {@code lab.evidence}.
 */
public final class Judge {
    /** For every trial. */
    private static final List<JudgingRule> ALWAYS = List.of(
            new ReportRule(),
            new LostMachineRule(),
            new BootRule(),
            new FatalLineRule(),
            new HangRule(),
            new ConsoleRule(),
            new HardwareViolationRule());

    /** For a trial whose scenario ended. */
    private static final List<JudgingRule> SCENARIO_ENDED = List.of(
            new ExitStatusRule(),
            new OutputRule(),
            new PeriodInterruptRule(),
            new ScheduledChangeRule(),
            new DriverErrorRule(),
            new IrqsOffRule());

    /**
     * For a trial whose scenario ended, of a kernel that is configured with checks: were they on to the end? An oops
     * disables them, and is bad enough: do not report MASKED as well.
     */
    private static final List<JudgingRule> CHECKS_EXPECTED =
            List.of(new MetricRule(), new TaintRule(), new LockdepOnRule(), new UncheckedLocksRule(), new CanaryRule());

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
        return Judgement.of(findings.isEmpty() && !hasChecks ? List.of(NO_CHECKS) : findings);
    }
}
