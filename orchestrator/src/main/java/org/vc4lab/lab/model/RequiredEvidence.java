// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.vc4lab.guest.DeviceCounter;

/** What a trial has to show to be CLEAN. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RequiredEvidence.RequiredCommand.class, name = "command"),
    @JsonSubTypes.Type(value = RequiredEvidence.RequiredOutput.class, name = "output"),
    @JsonSubTypes.Type(value = RequiredEvidence.RequiredLogLine.class, name = "log"),
    @JsonSubTypes.Type(value = RequiredEvidence.RequiredCounter.class, name = "counter")
})
public sealed interface RequiredEvidence {
    /**
     * A command that ends with this status.
     *
     * @param command a shell line that runs after the scenario's
     * @param words on a line of its output
     */
    record RequiredCommand(
            @JsonProperty("command") String command,
            @JsonProperty("status") int status,
            @JsonProperty("output") Optional<String> words)
            implements RequiredEvidence {
        private static final String MARK = "evidence ";
        private static final String LINE = ": ";
        private static final String END = " ended with status ";
        private static final Pattern OF_COMMAND =
                Pattern.compile(MARK + "\\d+(?:" + LINE + "|" + END + ").*", Pattern.DOTALL);

        /** Whether the guest printed a line for a command, and not for the scenario itself. */
        public static boolean isOfCommand(String outputLine) {
            return OF_COMMAND.matcher(outputLine).matches();
        }

        /** Runs the command in a shell of its own, and marks its output and its end. */
        String script(int number) {
            return String.join(
                    "\n",
                    "set +e",
                    "(eval '" + command.replace("'", "'\\''") + "') >/tmp/evidence 2>&1 </dev/null",
                    "lab_status=$?",
                    "while read -r lab_line || [ -n \"$lab_line\" ]; do echo \"" + linePrefix(number)
                            + "$lab_line\"; done </tmp/evidence",
                    "echo \"" + endPrefix(number) + "$lab_status\"",
                    "");
        }

        /** The lines of its output. */
        public List<String> output(int number, List<String> scenarioOutput) {
            return after(linePrefix(number), scenarioOutput);
        }

        /** Its exit statuses: one, unless the scenario ended before it or something else printed such a line. */
        public List<String> statuses(int number, List<String> scenarioOutput) {
            return after(endPrefix(number), scenarioOutput);
        }

        private static List<String> after(String prefix, List<String> lines) {
            return lines.stream()
                    .filter(line -> line.startsWith(prefix))
                    .map(line -> line.substring(prefix.length()))
                    .toList();
        }

        private static String linePrefix(int number) {
            return MARK + number + LINE;
        }

        private static String endPrefix(int number) {
            return MARK + number + END;
        }
    }

    /** So many lines of the scenario's output with these words. */
    record RequiredOutput(@JsonProperty("output") String words, @JsonProperty("bounds") EvidenceBounds bounds)
            implements RequiredEvidence {}

    /** So many lines of the kernel's log with these words, before the canary. */
    record RequiredLogLine(@JsonProperty("log") String words, @JsonProperty("bounds") EvidenceBounds bounds)
            implements RequiredEvidence {}

    /** A counter of a device, at the end of the trial. */
    record RequiredCounter(
            @JsonProperty("counter") DeviceCounter counter, @JsonProperty("bounds") EvidenceBounds bounds)
            implements RequiredEvidence {}

    /** Bounds of a number, both inclusive; at least one is given. */
    record EvidenceBounds(@JsonProperty("atLeast") OptionalLong atLeast, @JsonProperty("atMost") OptionalLong atMost) {
        public boolean contains(long number) {
            return number >= atLeast.orElse(Long.MIN_VALUE) && number <= atMost.orElse(Long.MAX_VALUE);
        }

        @Override
        public String toString() {
            if (atLeast.equals(atMost)) {
                return Long.toString(atLeast.orElseThrow());
            }
            String lower = atLeast.isPresent() ? "at least " + atLeast.getAsLong() : "";
            String upper = atMost.isPresent() ? "at most " + atMost.getAsLong() : "";
            return lower + (lower.isEmpty() || upper.isEmpty() ? "" : " and ") + upper;
        }
    }
}
