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

/** Finds init's markers among the kernel's lines. They go through printk, so each is a whole line. */
final class TranscriptParser {
    /** The rest of an unfinished line, printk's own prefix, and then init's. */
    private static final Pattern MARKER =
            Pattern.compile("^(?:<\\d+>)?(?:.*?\\[ *\\d+\\.\\d{6}\\](?:\\[ *[TC]\\d+\\])? )?vc4lab: (?<text>.*)$");

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

    static ConsoleTranscript parse(List<String> lines) {
        TranscriptParser parser = new TranscriptParser();
        long number = 0;
        for (String line : lines) {
            number++;
            Matcher marker = MARKER.matcher(line.stripTrailing());
            if (marker.matches()) {
                parser.parseMarker(marker.group("text"), number);
            } else {
                parser.parseKernelLine(line);
            }
        }
        return new ConsoleTranscript(
                parser.booted,
                parser.cards,
                parser.scenario,
                new ConsoleTranscript.InitOutput(parser.output, parser.metrics, parser.irqsOffLocations),
                parser.canary,
                parser.done,
                Optional.ofNullable(parser.fatal),
                parser.messagesLost);
    }

    private void parseKernelLine(String line) {
        if (fatal == null && FATAL.stream().anyMatch(line::contains)) {
            fatal = line.strip();
        }
        messagesLost = messagesLost || line.stripTrailing().endsWith(LOST);
    }

    private void parseMarker(String text, long line) {
        if (text.startsWith("out: ")) {
            output.add(text.substring("out: ".length()));
        } else if (text.startsWith("irqsoff: ")) {
            irqsOffLocations.add(text.substring("irqsoff: ".length()));
        } else if (text.startsWith("measure ")) {
            parseMetric(text);
        } else if (text.startsWith("cards")) {
            cards = splitWords(text.substring("cards".length()));
        } else {
            parseStep(text, line);
        }
    }

    private void parseStep(String text, long line) {
        if (text.startsWith("init ")) {
            booted = true;
        } else if (text.startsWith("begin scenario=")) {
            scenario = scenario.withBegin(line);
        } else if (text.startsWith("end scenario=")) {
            scenario = scenario.withEnd(line, parseStatus(text));
        } else if (text.equals("begin canary")) {
            canary = canary.withBegin(line);
        } else if (text.startsWith("end canary")) {
            canary = canary.withEnd(line, parseStatus(text));
        } else if (text.equals("done")) {
            done = true;
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
