// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vc4lab.bisect.LabProbe;
import org.vc4lab.bisect.SightRules;
import org.vc4lab.bisect.Wanted;
import org.vc4lab.guest.RunProfile;
import org.vc4lab.lab.Case;
import org.vc4lab.lab.Faults;
import org.vc4lab.lab.HardwareProfile;
import org.vc4lab.lab.NamedReport;
import org.vc4lab.lab.Scenario;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is looked for, and how: the options of all commands that ask whether a kernel shows a report. */
final class SearchOptions {
    @Mixin
    private final CaseOptions cases = new CaseOptions();

    @Option(
            names = "--report",
            paramLabel = "NAME|SIGNATURE",
            description = "The report that is looked for (default: those that are the case's bug).")
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
            names = "--despite-other-reports",
            description = {
                "A kernel with other reports from before the scenario, and without the wanted one, counts as one",
                "without it. Without this option nothing can be told of it."
            })
    private boolean despiteOthers;

    @Option(
            names = "--free-running",
            description = {
                "Let each of the guest's processors run by the host's clock, so that what depends on timing shows",
                "in some of the runs. Without it a run of a kernel is the same each time."
            })
    private boolean freeRunning;

    RunProfile runProfile() {
        return freeRunning ? RunProfile.FREE_RUNNING : RunProfile.DETERMINISTIC;
    }

    boolean freeRunning() {
        return freeRunning;
    }

    LabProbe.Stage stage(Path home) throws IOException {
        Case ofCase = cases.choose(home, Faults.read(home));
        Scenario does = ofCase.scenarios().stream()
                .filter(one -> scenario == null || one.name().equals(scenario))
                .findFirst()
                .orElseThrow(() -> unknown(
                        "scenario", scenario, ofCase.scenarios().stream().map(Scenario::name)));
        HardwareProfile behaves = ofCase.profiles().stream()
                .filter(one -> profile == null || one.name().equals(profile))
                .findFirst()
                .orElseThrow(() ->
                        unknown("profile", profile, ofCase.profiles().stream().map(HardwareProfile::name)));
        return new LabProbe.Stage(ofCase, does, behaves);
    }

    private static UsageException unknown(String what, @Nullable String name, Stream<String> valid) {
        return new UsageException("no " + what + " '" + name + "'; valid: " + valid.collect(Collectors.joining(", ")));
    }

    SightRules rules(Case ofCase) {
        if (report != null && !Wanted.isKnown(report, ofCase)) {
            throw unknown(
                    "report",
                    report,
                    Stream.concat(
                            ofCase.reports().stream().map(NamedReport::name),
                            Stream.of("the 16 digits of a signature")));
        }
        Wanted wanted = report == null ? Wanted.bugOf(ofCase) : new Wanted(List.of(report));
        return new SightRules(wanted, noBootIsBad, despiteOthers);
    }
}
