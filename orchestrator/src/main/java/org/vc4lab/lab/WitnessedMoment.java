// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.vc4lab.exec.BoundedFiles;
import org.vc4lab.exec.Json;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.witness.WatchedKernel.AddressRange;

/**
 * The first instruction of a function that the witness watches, as a place in a trial.
 *
 * @param atNanos on the guest's clock
 * @param processor that executes it
 */
public record WitnessedMoment(
        @JsonProperty("atNanos") long atNanos,
        @JsonProperty("cpu") int processor,
        @JsonProperty("function") String function) {
    /** What the witness writes about a call that is wrong, or that reports something. */
    private static final Set<String> PROBLEMS = Set.of("sleep", "report");

    /** The kinds of reports that the witness sees each of, and what it sees then. */
    private static final Map<ReportKind, Predicate<JsonNode>> SEEN = Map.of(
            ReportKind.ATOMIC_SLEEP, event -> isOfType("sleep", event) || isOf("__schedule_bug", event),
            ReportKind.WARNING, event -> isOf("__warn", event));

    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-f]{1,16}");

    public WitnessedMoment {
        Objects.requireNonNull(function, "no function"); // an entry of the store may be damaged
    }

    /**
     * The sleeps in atomic context and reports in the witness's log of a machine that is stopped. A guest that took
     * over the emulator may have left anything in its place.
     *
     * @param fromNanos earlier ones, such as those of the boot, do not count
     */
    static List<WitnessedMoment> readFrom(long fromNanos, Path log) throws IOException {
        return problems(log).stream()
                .map(WitnessedMoment::of)
                .filter(moment -> moment.atNanos() >= fromNanos)
                .toList();
    }

    /** Whether the witness sees each report of this kind. */
    public static boolean isSeen(ReportKind kind) {
        return SEEN.containsKey(kind);
    }

    /**
     * The first of a trial's scenario that makes the kernel under test report this: the canary is the one module, and
     * what is in the log behind its first violation is its own.
     *
     * @param bootLog of the same machine when it was ready for its scenario
     */
    public static Optional<WitnessedMoment> firstOfScenario(
            ReportKind kind, Path log, Path bootLog, AddressRange modules) throws IOException {
        Set<JsonNode> ofBoot = Set.copyOf(problems(bootLog));
        Predicate<JsonNode> isSign = SEEN.getOrDefault(kind, event -> false);
        return problems(log).stream()
                .takeWhile(event -> StreamSupport.stream(event.path("callers").spliterator(), false)
                        .noneMatch(caller -> modules.contains(toAddress(caller))))
                .filter(event -> !ofBoot.contains(event) && isSign.test(event))
                .findFirst()
                .map(WitnessedMoment::of);
    }

    private static boolean isOfType(String type, JsonNode event) {
        return event.path("type").asText().equals(type);
    }

    private static boolean isOf(String function, JsonNode event) {
        return event.path("function").asText().equals(function);
    }

    /** 0 if it is no address. */
    private static long toAddress(JsonNode caller) {
        String text = caller.asText();
        return ADDRESS.matcher(text).matches() ? Long.parseUnsignedLong(text.substring(2), 16) : 0;
    }

    private static WitnessedMoment of(JsonNode event) {
        return new WitnessedMoment(
                event.path("atNanos").asLong(),
                event.path("cpu").asInt(),
                event.path("function").asText());
    }

    private static List<JsonNode> problems(Path log) throws IOException {
        if (Files.notExists(log, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        List<JsonNode> problems = new ArrayList<>();
        for (String line : BoundedFiles.readPlainString(log, StandardCharsets.UTF_8)
                .lines()
                .toList()) {
            JsonNode event = Json.mapper().readTree(line);
            if (PROBLEMS.contains(event.path("type").asText())) {
                problems.add(event);
            }
        }
        return problems;
    }
}
