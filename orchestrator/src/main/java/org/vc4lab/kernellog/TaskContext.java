// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The task and context of a report. A field that was not printed is null.
 *
 * @param inAtomic the number behind {@code in_atomic():}
 * @param irqsDisabled the number behind {@code irqs_disabled():}, 128 on ARM
 * @param nonBlock the number behind {@code non_block:}
 * @param comm the task's name
 * @param kernel the kernel's release
 * @param caller printk's caller id, as {@code T123} or {@code C0}
 */
public record TaskContext(
        @JsonProperty("inAtomic") @Nullable Integer inAtomic,
        @JsonProperty("irqsDisabled") @Nullable Integer irqsDisabled,
        @JsonProperty("nonBlock") @Nullable Integer nonBlock,
        @JsonProperty("pid") @Nullable Integer pid,
        @JsonProperty("comm") @Nullable String comm,
        @JsonProperty("cpu") @Nullable Integer cpu,
        @JsonProperty("kernel") @Nullable String kernel,
        @JsonProperty("caller") @Nullable String caller) {
    private static final String ATOMIC_LINE = "in_atomic(): ";

    private static final Pattern IN_ATOMIC = field("in_atomic\\(\\): %d");
    private static final Pattern IRQS_DISABLED = field("in_atomic\\(\\): .*?irqs_disabled\\(\\): %d");
    private static final Pattern NON_BLOCK = field("in_atomic\\(\\): .*?non_block: %d");
    private static final Pattern PID = field(
            "INFO: task .+:%d ",
            "BUG: scheduling while atomic: .+/%d[^/]*/[^/]*$",
            "BUG: soft lockup.*?\\[[^]\\[]+:%d",
            "in_atomic\\(\\): .*?pid: %d",
            "(?:WARNING: )?CPU: .*?PID: %d",
            "(?>WARNING: .*?, CPU#[0-9]+: )(?>.*/)%d");
    private static final Pattern COMM = field(
            "INFO: task (.+):%d ",
            "BUG: scheduling while atomic: (.+)/%d[^/]*/[^/]*$",
            "BUG: soft lockup.*?\\[([^]\\[]+):%d",
            "in_atomic\\(\\): .*?name: (.*)",
            "(?>(?:WARNING: )?CPU: .*?Comm: )(.*?) (?:Not tainted|Tainted: )",
            "(?>WARNING: .*?, CPU#[0-9]+: )(.*)/[0-9]");
    private static final Pattern CPU =
            field("BUG: soft lockup.*?CPU#%d", "(?:WARNING: )?CPU: %d", "WARNING: .*?, CPU#%d");

    /** The first word behind the taint flags that begins with a digit. */
    private static final Pattern KERNEL =
            field("(?:(?>(?:WARNING: )?CPU: .*?ainted)|[ \t]*Not tainted).*?(?<= )([0-9][^ ,\t]*)");

    private static final List<String> FIELD_LINES = List.of(ATOMIC_LINE, "CPU: ", "WARNING: CPU: ", "Not tainted ");

    /** @param alternatives what lines with the field begin with; {@code %d} is a number */
    private static Pattern field(String... alternatives) {
        return Pattern.compile(String.join("|", alternatives).replace("%d", "([0-9]{1,9}+)(?![0-9])"));
    }

    /** Reads the lines of a report. The first value of a field counts. */
    static TaskContext of(ReportLines reportLines, String caller) {
        List<String> lines = new ArrayList<>();
        List<String> atomicLines = new ArrayList<>();
        for (int i = 0; i < reportLines.size(); i++) {
            String text = reportLines.text(i).stripLeading();
            if (text.startsWith(ATOMIC_LINE)) {
                atomicLines.add(text);
                lines.add(text);
            } else if (i == 0 || hasFields(text)) {
                lines.add(text);
            }
        }
        return new TaskContext(
                number(IN_ATOMIC, atomicLines),
                number(IRQS_DISABLED, atomicLines),
                number(NON_BLOCK, atomicLines),
                number(PID, lines),
                text(COMM, lines),
                number(CPU, lines),
                text(KERNEL, lines),
                caller.isEmpty() ? null : caller);
    }

    /** Whether the line, without indentation, has fields of the context. */
    static boolean hasFields(String line) {
        return CharScanner.startsWithAny(line, FIELD_LINES);
    }

    private static @Nullable Integer number(Pattern field, List<String> lines) {
        String digits = text(field, lines);
        return digits == null ? null : Integer.valueOf(digits);
    }

    private static @Nullable String text(Pattern field, List<String> lines) {
        Matcher matcher = field.matcher("");
        for (String line : lines) {
            if (matcher.reset(line).lookingAt()) {
                int group = 1;
                while (matcher.start(group) < 0) {
                    group++;
                }
                return matcher.group(group).strip();
            }
        }
        return null;
    }
}
