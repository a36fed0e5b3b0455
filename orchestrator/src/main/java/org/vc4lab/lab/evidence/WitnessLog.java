// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vc4lab.exec.BoundedFiles;
import org.vc4lab.exec.Json;
import org.vc4lab.kernellog.Frame;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.model.CaseReports;
import org.vc4lab.lab.model.CaseReports.ReportPattern;
import org.vc4lab.lab.model.WitnessEvidence;
import org.vc4lab.lab.model.WitnessEvidence.AtomicSleep;
import org.vc4lab.lab.model.WitnessEvidence.WitnessPhase;
import org.vc4lab.lab.model.WitnessEvidence.WitnessedCall;
import org.vc4lab.lab.witness.WatchedKernel;

/**
 * Reads the log of a trial's witness. The emulator that wrote it ran an untrusted kernel, so anything may be in it.
 *
 * @param reports of the case
 * @param inlinedFunctions of the kernel
 */
public record WitnessLog(WatchedKernel kernel, CaseReports reports, InlinedFunctions inlinedFunctions) {
    private static final int LIMIT_MIB = 4;
    /** 256 sleeps, 256 reports, start and end. */
    private static final int MOST_LINES = 514;

    private static final int MOST_CALLERS = 32;
    private static final int LONGEST_TEXT = 1024;
    private static final Pattern NAME = Pattern.compile("\\w{1,127}");
    private static final Pattern HEX = Pattern.compile("0x[0-9a-f]{1,16}");
    private static final String MODULE = "[module]";
    /** What interrupts and faults of the kernel enter by; behind it a stack goes on with what they interrupted. */
    private static final Pattern EXCEPTION_ENTRY = Pattern.compile(
            "__(irq|fiq|dabt|pabt|und)_(svc|usr)|el[01](h|t)?_(64_)?(32_)?(irq|fiq|sync|error)(_handler)?");

    /** The canary calls a function that may sleep itself, or through {@code __might_sleep}. */
    private static final int CANARY_DEPTH = 2;

    private static final ObjectReader READER =
            Json.mapper().readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /**
     * All that a log has.
     *
     * @param sleeps one by one
     * @param counts executions by the names in the witness's configuration
     * @param sleepTotal how many sleeps the witness saw; it writes only the first ones
     */
    public record WitnessedRun(
            WitnessEvidence evidence, List<WitnessedSleep> sleeps, Map<String, Long> counts, long sleepTotal) {
        public WitnessedRun {
            sleeps = List.copyOf(sleeps);
            counts = Map.copyOf(counts);
        }

        static WitnessedRun incomplete(String reason) {
            return new WitnessedRun(WitnessEvidence.incomplete(reason), List.of(), Map.of(), 0);
        }
    }

    /**
     * One call.
     *
     * @param callSites addresses in the callers, innermost first
     */
    public record WitnessedSleep(AtomicSleep sleep, List<Long> callSites, long atNanos) {
        public WitnessedSleep {
            callSites = List.copyOf(callSites);
        }
    }

    public WitnessEvidence read(Path file) throws IOException, InterruptedException {
        return readRun(file).evidence();
    }

    /** A log that is missing, damaged or without its end is no evidence. */
    public WitnessedRun readRun(Path file) throws IOException, InterruptedException {
        if (!Files.exists(file)) {
            return WitnessedRun.incomplete("the witness left no log");
        }
        List<String> lines;
        try {
            lines = BoundedFiles.readString(file, StandardCharsets.UTF_8, LIMIT_MIB)
                    .lines()
                    .toList();
        } catch (IOException tooLarge) {
            return WitnessedRun.incomplete("the witness's log: " + tooLarge.getMessage());
        }
        if (lines.size() > MOST_LINES) {
            return WitnessedRun.incomplete("the witness's log has more than the limit of " + MOST_LINES + " lines");
        }
        List<JsonNode> parsed = new ArrayList<>();
        Events events = new Events();
        for (int i = 0; i < lines.size(); i++) {
            try {
                JsonNode event = READER.readTree(lines.get(i));
                events.add(event);
                parsed.add(event);
            } catch (IOException | IllegalArgumentException damaged) {
                return WitnessedRun.incomplete("line " + (i + 1) + " of the witness's log is damaged");
            }
        }
        if (!events.hasUnnamedSleep()) {
            return events.run();
        }
        Events named = new Events(findInlined(parsed));
        parsed.forEach(named::add);
        return named.run();
    }

    /** The functions that the compiler inlined at each caller of a function that may sleep. */
    private Map<Frame, List<String>> findInlined(List<JsonNode> events) throws IOException, InterruptedException {
        return inlinedFunctions.findByFrame(events.stream()
                .filter(event -> text(event, "type").equals("sleep"))
                .flatMap(event -> addresses(event).stream())
                .filter(address -> !kernel.modules().contains(address))
                .flatMap(address -> kernel.symbols().frameAt(address).stream()));
    }

    /** The calls so far; equal ones are counted. */
    private final class Events {
        private final Map<Frame, List<String>> inlined;
        private final Map<AtomicSleep, Integer> sleeps = new LinkedHashMap<>();
        private final List<WitnessedSleep> sleepEvents = new ArrayList<>();
        private long sleepTotal;
        private final Map<WitnessedCall, Integer> reportCalls = new LinkedHashMap<>();
        private WitnessPhase phase = WitnessPhase.RUN;
        private boolean ended;
        private final Map<String, Long> counts = new LinkedHashMap<>();
        private OptionalLong irqsOffNanos = OptionalLong.empty();
        private OptionalLong irqsOffExecutedNanos = OptionalLong.empty();
        private Optional<String> order = Optional.empty();
        private OptionalLong irqWaitNanos = OptionalLong.empty();

        Events() {
            this(Map.of());
        }

        Events(Map<Frame, List<String>> inlined) {
            this.inlined = inlined;
        }

        boolean hasUnnamedSleep() {
            return sleeps.keySet().stream()
                    .anyMatch(sleep -> sleep.call().phase() == WitnessPhase.RUN
                            && sleep.name().isEmpty());
        }

        void add(JsonNode event) {
            if (ended) {
                throw new IllegalArgumentException("a line behind the end");
            }
            switch (text(event, "type")) {
                case "start" -> {}
                case "sleep" -> addSleep(event);
                case "report" -> reportCalls.merge(call(event, callers(event, inlined)), 1, Integer::sum);
                case "end" -> {
                    ended = true;
                    sleepTotal = event.path("sleeps").asLong();
                    event.path("counts").fieldNames().forEachRemaining(name -> addCount(event, name));
                    irqsOffNanos = nanos(event, "irqsOffPlaying");
                    irqsOffExecutedNanos = nanos(event, "irqsOffExecuted");
                    irqWaitNanos = nanos(event, "irqWaitPlaying");
                    order = Optional.of(text(event, "order"))
                            .filter(hash -> HEX.matcher(hash).matches());
                }
                default -> throw new IllegalArgumentException("an unknown event");
            }
        }

        private void addSleep(JsonNode event) {
            List<String> callers = callers(event, inlined);
            if (callers.stream().limit(CANARY_DEPTH).anyMatch(MODULE::equals)) {
                phase = WitnessPhase.CANARY;
            }
            WitnessedCall call = call(event, callers);
            Optional<String> file = Optional.of(text(event, "file")).filter(name -> !name.isEmpty());
            AtomicSleep sleep = new AtomicSleep(
                    call,
                    phase == WitnessPhase.CANARY ? Optional.empty() : findName(call, file),
                    file.map(name -> name + ":" + event.path("line").asInt()),
                    event.path("irqsMasked").asBoolean(),
                    event.path("preemptCount").asLong(),
                    event.path("locks").asInt());
            sleeps.merge(sleep, 1, Integer::sum);
            sleepEvents.add(new WitnessedSleep(
                    sleep, callSites(event), event.path("atNanos").asLong()));
            if (call.isRealSleep()) {
                phase = WitnessPhase.AFTER_SLEEP;
            }
        }

        private void addCount(JsonNode event, String name) {
            if (counts.size() >= WatchedKernel.MOST_COUNTS
                    || !NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("no counts of functions");
            }
            counts.put(name, event.path("counts").path(name).asLong());
        }

        private Map<String, Long> countsOf(Set<String> functions) {
            return counts.entrySet().stream()
                    .filter(count -> functions.contains(count.getKey()))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }

        private WitnessedCall call(JsonNode event, List<String> callers) {
            return new WitnessedCall(phase, text(event, "function"), callers, text(event, "task"), 1);
        }

        WitnessedRun run() {
            return new WitnessedRun(evidence(), sleepEvents, counts, sleepTotal);
        }

        private WitnessEvidence evidence() {
            return new WitnessEvidence(
                    Optional.empty(),
                    ended ? Optional.empty() : Optional.of("the witness's log has no end"),
                    sleeps.entrySet().stream()
                            .map(entry -> entry.getKey().withTimes(entry.getValue()))
                            .toList(),
                    reportCalls.entrySet().stream()
                            .map(entry -> entry.getKey().withTimes(entry.getValue()))
                            .toList(),
                    countsOf(kernel.changedFunctions()),
                    countsOf(reports.chainFunctions()),
                    irqsOffNanos,
                    irqsOffExecutedNanos,
                    irqWaitNanos,
                    order);
        }
    }

    private static OptionalLong nanos(JsonNode event, String name) {
        long nanos = event.path(name).path("nanos").asLong(-1);
        return nanos < 0 ? OptionalLong.empty() : OptionalLong.of(nanos);
    }

    /** Empty if it is missing; other characters than printable ones become question marks. */
    private static String text(JsonNode event, String name) {
        String text = event.path(name).asText("").replaceAll("[^\\x20-\\x7e]", "?");
        if (text.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException("a long text");
        }
        return text;
    }

    /** Where the event's callers called from, innermost first. */
    private static List<Long> addresses(JsonNode event) {
        List<Long> addresses = new ArrayList<>();
        for (JsonNode node : event.path("callers")) {
            String address = node.asText();
            if (addresses.size() >= MOST_CALLERS || !HEX.matcher(address).matches()) {
                throw new IllegalArgumentException("not a list of addresses");
            }
            // a return address belongs to the statement after the call
            addresses.add(Long.parseUnsignedLong(address.substring(2), 16) - 1);
        }
        return addresses;
    }

    /** The addresses without those of what was interrupted, which called nothing. */
    private List<Long> callSites(JsonNode event) {
        return addresses(event).stream()
                .takeWhile(address -> kernel.modules().contains(address)
                        || kernel.symbols()
                                .frameAt(address)
                                .filter(frame -> EXCEPTION_ENTRY
                                        .matcher(frame.function())
                                        .matches())
                                .isEmpty())
                .toList();
    }

    /** Names of functions, innermost first; those of a module have none. */
    private List<String> callers(JsonNode event, Map<Frame, List<String>> inlined) {
        return addresses(event).stream()
                .flatMap(address -> kernel.modules().contains(address)
                        ? Stream.of(MODULE)
                        : kernel.symbols()
                                .frameAt(address)
                                .map(frame -> InlinedFunctions.functionsAt(frame, inlined))
                                .orElse(Stream.of("0x" + Long.toHexString(address + 1))))
                .toList();
    }

    /** The case's name. The kernel's own check is not part of what the witness saw. */
    private Optional<String> findName(WitnessedCall call, Optional<String> file) {
        String entered = call.function().replaceFirst("_nested$", "");
        List<String> trace =
                Stream.concat(Stream.of(entered), call.callers().stream()).toList();
        return reports.patterns().stream()
                .filter(pattern -> pattern.kind() == ReportKind.ATOMIC_SLEEP
                        && pattern.locks().isEmpty())
                .map(ReportPattern::withoutCheck)
                .filter(pattern -> isIn(pattern, file) && pattern.matchesChain(trace))
                .map(ReportPattern::name)
                .findFirst();
    }

    /** Of an unknown file is only what has a chain: without both, a pattern would name any sleep. */
    private static boolean isIn(ReportPattern pattern, Optional<String> file) {
        return pattern.source().isEmpty()
                || file.map(name -> name.endsWith(pattern.source()))
                        .orElse(!pattern.chain().isEmpty());
    }
}
