// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.util.ArrayList;
import java.util.List;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.FaultInjection;
import org.vc4lab.lab.model.UnknownNameException;
import picocli.CommandLine.Option;

/** The option that breaks the hardware. */
final class FaultOptions {
    @Option(
            names = "--fault",
            paramLabel = "NAME[=VALUE]",
            description = "A fault in the hardware, see './vc4lab faults'. May be given more than once.")
    private List<String> faults = List.of();

    List<FaultInjection> select(Faults knownFaults) {
        try {
            List<FaultInjection> selected = new ArrayList<>();
            for (String nameAndValue : faults) {
                selected.add(knownFaults.parseInjection(nameAndValue));
            }
            return selected;
        } catch (UnknownNameException unknown) {
            throw new UsageException(unknown);
        }
    }
}
