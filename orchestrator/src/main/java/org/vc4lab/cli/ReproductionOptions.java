// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vc4lab.bisect.LabRevisionTester;
import org.vc4lab.bisect.LabRevisionTester.TestSetup;
import org.vc4lab.bisect.SearchSpace;
import org.vc4lab.bisect.TestOutcomeClassifier;
import org.vc4lab.bisect.TestOutcomeClassifier.BrokenReason;
import org.vc4lab.bisect.TestOutcomeClassifier.TargetReport;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.LauncherOptions.LabSession;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Case.HardwareProfile;
import org.vc4lab.lab.model.CaseReports.ReportPattern;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.lab.model.UnknownNameException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that test whether a kernel shows a report. */
final class ReproductionOptions {
    @Mixin
    private final CaseOptions caseOptions = new CaseOptions();

    @Mixin
    private final LauncherOptions launcher = new LauncherOptions();

    @Option(
            names = "--report",
            paramLabel = "NAME|SIGNATURE",
            description = {
                "The report to search for (default: those that are the case's bug; in a case without any, a trial",
                "that is BROKEN)."
            })
    private @Nullable String report;

    @Option(names = "--scenario", paramLabel = "NAME", description = "What the guest does (default: the case's first).")
    private @Nullable String scenario;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "How the hardware behaves (default: the case's first profile).")
    private @Nullable String profile;

    @Option(names = "--no-boot-is-bad", description = "A kernel that does not boot counts as one with the report.")
    private boolean noBootIsBad;

    @Option(
            names = "--broken-is-bad",
            paramLabel = "REASON",
            description = {
                "A trial that is BROKEN for a reason with these words, whatever numbers it has, counts as one with",
                "the report, which then is one of --report only. BROKEN for another reason is skipped."
            })
    private List<String> badReasons = List.of();

    @Option(
            names = "--broken-is-good",
            paramLabel = "REASON",
            description = "A trial that is BROKEN for no other reasons than these counts as one without the report.")
    private List<String> goodReasons = List.of();

    @Option(
            names = "--despite-other-reports",
            description = {
                "A kernel with other reports from before the scenario, and without the one searched for, counts",
                "as one without it. Without this option such a kernel is skipped."
            })
    private boolean despiteOtherReports;

    @Option(
            names = "--free-running",
            description = {
                "Let each of the guest's processors run by the host's clock, so that what depends on timing shows",
                "in some of the runs. Without it a run of a kernel is the same each time."
            })
    private boolean freeRunning;

    boolean isFreeRunning() {
        return freeRunning;
    }

    TestSetup testSetup(Path home) throws IOException {
        Case ofCase = caseOptions.readCase(home, Faults.read(home), Optional.empty());
        return new TestSetup(
                ofCase,
                select("scenario", scenario, ofCase.scenarios(), Scenario::name),
                select("profile", profile, ofCase.profiles(), HardwareProfile::name),
                new TestOutcomeClassifier(
                        target(ofCase), noBootIsBad, despiteOtherReports, reasons("--broken-is-good", goodReasons)));
    }

    LabSession openLab(CliContext context, TestSetup testSetup, ProcessRunner runner, Progress progress)
            throws IOException, InterruptedException {
        return launcher.open(context, List.of(testSetup.ofCase().config()), runner, progress);
    }

    LabRevisionTester tester(LabSession labSession, SearchSpace searchSpace, TestSetup testSetup)
            throws IOException, InterruptedException {
        ClockMode clockMode = freeRunning ? ClockMode.FREE_RUNNING : ClockMode.DETERMINISTIC;
        return new LabRevisionTester(
                labSession.buildService(), labSession.bootingTrialRunner(clockMode), searchSpace, testSetup);
    }

    /** The one of that name, or the first. */
    private static <T> T select(String kind, @Nullable String name, List<T> offered, Function<T, String> nameOf) {
        List<String> names = offered.stream().map(nameOf).toList();
        if (name != null && !names.contains(name)) {
            throw new UsageException(new UnknownNameException(kind, name, names));
        }
        return offered.get(name == null ? 0 : names.indexOf(name));
    }

    private static List<BrokenReason> reasons(String option, List<String> parts) {
        if (!parts.stream().allMatch(part -> part.chars().anyMatch(Character::isLetter))) {
            throw new UsageException(option + " takes words of a reason, as verify and evidence print it");
        }
        return parts.stream().map(BrokenReason::new).toList();
    }

    private TargetReport target(Case ofCase) {
        List<BrokenReason> reasons = reasons("--broken-is-bad", badReasons);
        if (report == null) {
            return new TargetReport(reasons.isEmpty() ? ofCase.reports().bug() : List.of(), reasons);
        }
        List<String> names =
                ofCase.reports().patterns().stream().map(ReportPattern::name).toList();
        if (!names.contains(report) && !report.matches("[0-9a-f]{16}")) {
            Stream<String> valid = Stream.concat(names.stream(), Stream.of("the 16 digits of a signature"));
            throw new UsageException(new UnknownNameException("report", report, valid.toList()));
        }
        return new TargetReport(List.of(report), reasons);
    }
}
