// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.List;
import java.util.Optional;
import org.vc4lab.kernellog.Kind;

/**
 * A report of a trial.
 *
 * @param name the name that the case has for it
 * @param source the file in which a warning stands, where its first line tells
 * @param functions the call trace's, innermost first, without what compilers put behind names
 * @param canary whether it is the answer to a deliberate violation
 */
public record SeenReport(
        Phase phase,
        Kind kind,
        String title,
        String signature,
        Optional<String> name,
        Optional<String> source,
        List<String> functions,
        int repeats,
        boolean panicked,
        boolean canary,
        long firstLine,
        long lastLine) {
    public SeenReport {
        functions = List.copyOf(functions);
    }

    boolean calls(String function) {
        return functions.contains(function);
    }
}
