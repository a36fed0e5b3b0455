// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.util.ArrayList;
import java.util.List;
import org.vc4lab.lab.ChosenFault;
import org.vc4lab.lab.Faults;
import org.vc4lab.lab.UnknownNameException;
import picocli.CommandLine.Option;

/** What is broken in the hardware. */
final class FaultOptions {
    @Option(
            names = "--fault",
            paramLabel = "NAME[=VALUE]",
            description = "A fault in the hardware, see './vc4lab faults'. May be given more than once.")
    private List<String> faults = List.of();

    List<ChosenFault> choose(Faults known) {
        try {
            List<ChosenFault> chosen = new ArrayList<>();
            for (String wanted : faults) {
                chosen.add(known.choose(wanted));
            }
            return chosen;
        } catch (UnknownNameException unknown) {
            throw new UsageException(unknown);
        }
    }
}
