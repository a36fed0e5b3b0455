// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vc4lab.exec.CommandResult;

/**
 * The result of one test in a qtest program.
 *
 * @param program the test program, below the emulator's object folder
 * @param name the test's path in it, or the program again if it failed outside of any test
 * @param detail output of the failed program; empty if the test passed
 */
public record QtestResult(String program, String name, boolean passed, String detail) {
    private static final Pattern TAP = Pattern.compile("(not )?ok \\d+(?: -)? (\\S+).*");

    /** Reads the output of a test program, in the Test Anything Protocol. */
    static List<QtestResult> parse(String program, CommandResult commandResult) {
        List<QtestResult> results = new ArrayList<>();
        for (String line : commandResult.output()) {
            Matcher tap = TAP.matcher(line);
            if (tap.matches()) {
                boolean passed = tap.group(1) == null;
                results.add(new QtestResult(program, tap.group(2), passed, passed ? "" : commandResult.describe()));
            }
        }
        boolean failureIsShown = results.stream().anyMatch(result -> !result.passed());
        if (results.isEmpty() || (!commandResult.succeeded() && !failureIsShown)) {
            results.add(new QtestResult(program, program, false, commandResult.describe()));
        }
        return results;
    }
}
