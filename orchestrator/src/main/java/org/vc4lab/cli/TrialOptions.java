// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.util.ArrayList;
import java.util.List;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.lab.model.TrialSelection;
import org.vc4lab.lab.model.UnknownNameException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that select scenarios and hardware faults. */
final class TrialOptions {
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

    TrialSelection select(Case ofCase, Faults knownFaults) {
        try {
            List<String> names = new ArrayList<>();
            for (String name : scenarios) {
                names.addAll(
                        name.equals(ALL)
                                ? ofCase.scenarios().stream()
                                        .map(Scenario::name)
                                        .toList()
                                : List.of(ofCase.scenario(name).name()));
            }
            return new TrialSelection(names, faults.select(knownFaults));
        } catch (UnknownNameException unknown) {
            throw new UsageException(unknown);
        }
    }
}
