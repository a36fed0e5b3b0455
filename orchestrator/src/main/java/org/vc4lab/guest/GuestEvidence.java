// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.nio.file.Path;
import java.util.List;
import org.vc4lab.kernellog.Report;

/**
 * What a guest has left so far.
 *
 * @param folder where the console's log and the captured audio are
 * @param console the log of the serial console
 * @param reports of the kernel, in the order of the log
 * @param outputs what the outputs observed, in their order
 */
public record GuestEvidence(Path folder, Path console, List<Report> reports, List<DeviceEvidence> outputs) {
    public GuestEvidence {
        reports = List.copyOf(reports);
        outputs = List.copyOf(outputs);
    }

    /** Hardware rules that were broken, as {@code device: rule count=… first-ns=… pc=…}. */
    public List<String> violations() {
        return outputs.stream().flatMap(output -> output.violations().stream()).toList();
    }
}
