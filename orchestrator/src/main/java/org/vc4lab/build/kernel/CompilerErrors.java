// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Keeps the first errors of a build; its last lines seldom say what went wrong. */
final class CompilerErrors implements Consumer<String> {
    private static final Pattern ERROR =
            Pattern.compile("\\berror\\b|\\bError\\b|undefined reference|\\*\\*\\*|not declared|undefined!");
    /** Failures of the machine, not of the sources. */
    private static final Pattern HOST_FAILURE = Pattern.compile(
            "No space left on device|Cannot allocate memory|virtual memory exhausted|Killed|[:] (?:command )?not found$"
                    + "|Terminated$|Interrupt$|Input/output error|Read-only file system|cannot execute");

    private static final int MAX_LINES = 12;

    private final List<String> firstErrors = new ArrayList<>();
    private boolean hostFailure;

    @Override
    public synchronized void accept(String line) {
        hostFailure |= HOST_FAILURE.matcher(line).find();
        boolean isError = !firstErrors.isEmpty() || ERROR.matcher(line).find();
        if (isError && firstErrors.size() < MAX_LINES && !Kbuild.isStep(line)) {
            firstErrors.add(line);
        }
    }

    /** Whether the machine is at fault: no space, no memory, a tool is missing. */
    synchronized boolean isHostFailure() {
        return hostFailure;
    }

    synchronized String text() {
        return String.join("\n", firstErrors);
    }
}
