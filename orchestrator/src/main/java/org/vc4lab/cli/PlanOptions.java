// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.util.ArrayList;
import java.util.List;
import org.vc4lab.lab.Case;
import org.vc4lab.lab.Faults;
import org.vc4lab.lab.Plan;
import org.vc4lab.lab.Scenario;
import org.vc4lab.lab.UnknownNameException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is done with each kernel: in which scenarios it is tried, and on which hardware. */
final class PlanOptions {
    private static final String ALL = "all";

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = {
                "One of the case's scenarios, or all of them. May be given more than once;",
                "default: the one that shows each candidate best."
            })
    private List<String> scenarios = List.of();

    @Mixin
    private final FaultOptions faults = new FaultOptions();

    Plan choose(Case ofCase, Faults known) {
        try {
            List<String> names = new ArrayList<>();
            for (String wanted : scenarios) {
                names.addAll(
                        wanted.equals(ALL)
                                ? ofCase.scenarios().stream()
                                        .map(Scenario::name)
                                        .toList()
                                : List.of(ofCase.scenario(wanted).name()));
            }
            return new Plan(names, faults.choose(known));
        } catch (UnknownNameException unknown) {
            throw new UsageException(unknown);
        }
    }
}
