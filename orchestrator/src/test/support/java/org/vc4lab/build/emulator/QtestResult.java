// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vc4lab.exec.CommandResult;

/**
 * The result of one test in a qtest program.
 *
 * @param program the test program, below the emulator's object folder
 * @param name the test's path in it, or the program again if it failed outside of any test
 * @param detail output of the failed program, or why the test was skipped; empty if it passed
 */
public record QtestResult(String program, String name, TestOutcome outcome, String detail) {
    private static final Pattern TAP =
            Pattern.compile("(?<not>not )?ok \\d+(?: -)? (?<name>\\S+)(?:\\s+#\\s*(?<skip>(?i:skip)\\b.*)|.*)");

    /** Of one test. */
    public enum TestOutcome {
        PASSED,
        SKIPPED,
        FAILED
    }

    /** Reads the output of a test program, in the Test Anything Protocol. */
    static List<QtestResult> parse(String program, CommandResult commandResult) {
        List<QtestResult> results = new ArrayList<>();
        for (String line : commandResult.output()) {
            Matcher tap = TAP.matcher(line);
            if (tap.matches()) {
                results.add(of(program, tap, commandResult));
            }
        }
        boolean failureIsShown = results.stream().anyMatch(QtestResult::failed);
        if (results.isEmpty() || (!commandResult.succeeded() && !failureIsShown)) {
            results.add(new QtestResult(program, program, TestOutcome.FAILED, commandResult.describe()));
        } else if (results.stream().allMatch(result -> result.outcome == TestOutcome.SKIPPED)) {
            String detail = "each test was skipped: " + commandResult.describe();
            results.add(new QtestResult(program, program, TestOutcome.FAILED, detail));
        }
        return results;
    }

    private static QtestResult of(String program, Matcher tap, CommandResult commandResult) {
        String name = tap.group("name");
        if (tap.group("not") != null) {
            return new QtestResult(program, name, TestOutcome.FAILED, commandResult.describe());
        }
        String reason = tap.group("skip");
        return reason == null
                ? new QtestResult(program, name, TestOutcome.PASSED, "")
                : new QtestResult(program, name, TestOutcome.SKIPPED, reason);
    }

    public boolean passed() {
        return outcome == TestOutcome.PASSED;
    }

    public boolean failed() {
        return outcome == TestOutcome.FAILED;
    }

    /** Each of them, and how many of them passed, were skipped and failed. */
    public static void print(List<QtestResult> results) {
        results.forEach(result -> System.out.println(result.outcome + " " + result.program + " " + result.name
                + (result.detail.isEmpty() ? "" : ": " + result.detail)));
        System.out.println(summary(results));
    }

    /** {@code 7 passed, 1 skipped, 0 failed}. */
    static String summary(List<QtestResult> results) {
        return Stream.of(TestOutcome.values())
                .map(outcome -> results.stream()
                                .filter(result -> result.outcome == outcome)
                                .count()
                        + " " + outcome.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
