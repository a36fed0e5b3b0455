// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vc4lab.lab.model.ConsoleTranscript;

/** Structures a console log by init's lines. What init wrote counts; the console only shows where. */
final class TranscriptParser {
    private static final Pattern METRIC = Pattern.compile("measure (?<name>\\w+)=(?<value>\\d{1,18})");
    private static final Pattern STATUS = Pattern.compile(".* status=(?<status>\\d{1,9})");

    private static final List<String> FATAL =
            List.of("Kernel panic - not syncing", "Internal error: ", "Unable to handle kernel ");
    private static final String LOST = "printk messages dropped **";

    private boolean booted;
    private boolean done;
    private @Nullable String fatal;
    private boolean messagesLost;
    private List<String> cards = List.of();
    private ConsoleTranscript.LogSection scenario = ConsoleTranscript.LogSection.ABSENT;
    private ConsoleTranscript.LogSection canary = ConsoleTranscript.LogSection.ABSENT;
    private final List<String> output = new ArrayList<>();
    private final List<String> irqsOffLocations = new ArrayList<>();
    private final TreeMap<String, Long> metrics = new TreeMap<>();

    private TranscriptParser() {}

    /**
     * Parses what a guest printed.
     *
     * @param transcript the lines of {@link org.vc4lab.guest.Machine#transcript}
     */
    static ConsoleTranscript parse(List<String> console, List<String> transcript) {
        TranscriptParser parser = new TranscriptParser();
        console.stream().filter(line -> InitLines.textOf(line).isEmpty()).forEach(parser::parseKernelLine);
        InitLines initLines = InitLines.match(console, transcript);
        initLines.written().forEach(parser::parseInitLine);
        return new ConsoleTranscript(
                parser.booted,
                parser.cards,
                parser.scenario,
                new ConsoleTranscript.InitOutput(parser.output, parser.metrics, parser.irqsOffLocations),
                parser.canary,
                parser.done,
                Optional.ofNullable(parser.fatal),
                parser.messagesLost,
                initLines.discrepancies());
    }

    private void parseKernelLine(String line) {
        if (fatal == null && FATAL.stream().anyMatch(line::contains)) {
            fatal = line.strip();
        }
        messagesLost = messagesLost || line.stripTrailing().endsWith(LOST);
    }

    private void parseInitLine(InitLines.InitLine line) {
        String text = line.text();
        if (text.startsWith("out: ")) {
            output.add(text.substring("out: ".length()));
        } else if (text.startsWith("irqsoff: ")) {
            irqsOffLocations.add(text.substring("irqsoff: ".length()));
        } else if (text.startsWith("measure ")) {
            parseMetric(text);
        } else if (text.startsWith("cards")) {
            cards = splitWords(text.substring("cards".length()));
        } else {
            parseStep(text);
            line.consoleLine().ifPresent(number -> parseSection(text, number));
        }
    }

    private void parseStep(String text) {
        booted = booted || text.startsWith("init ");
        done = done || text.equals("done");
    }

    private void parseSection(String text, long line) {
        if (text.startsWith("begin scenario=")) {
            scenario = scenario.withBegin(line);
        } else if (text.startsWith("end scenario=")) {
            scenario = scenario.withEnd(line, parseStatus(text));
        } else if (text.equals("begin canary")) {
            canary = canary.withBegin(line);
        } else if (text.startsWith("end canary")) {
            canary = canary.withEnd(line, parseStatus(text));
        }
    }

    private void parseMetric(String text) {
        Matcher metric = METRIC.matcher(text);
        if (metric.matches()) {
            metrics.putIfAbsent(metric.group("name"), Long.valueOf(metric.group("value")));
        }
    }

    private static OptionalInt parseStatus(String text) {
        Matcher status = STATUS.matcher(text);
        return status.matches() ? OptionalInt.of(Integer.parseInt(status.group("status"))) : OptionalInt.empty();
    }

    private static List<String> splitWords(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split(" +", -1));
    }
}
