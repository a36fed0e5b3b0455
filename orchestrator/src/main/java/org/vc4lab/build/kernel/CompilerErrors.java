// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Listens to a build and keeps the first errors, which matter, where the last lines seldom do. */
final class CompilerErrors implements Consumer<String> {
    private static final Pattern ERROR =
            Pattern.compile("\\berror\\b|\\bError\\b|undefined reference|\\*\\*\\*|not declared|undefined!");
    /** What is the fault of the machine and not of the sources. */
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

    /** Whether the machine is at fault: no space, no memory, a tool that is not there. */
    synchronized boolean isHostFailure() {
        return hostFailure;
    }

    synchronized String text() {
        return String.join("\n", firstErrors);
    }
}
