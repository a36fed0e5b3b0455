// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.vc4lab.exec.BoundedFiles;
import org.vc4lab.exec.Json;

/**
 * The calls that the witness wrote in a trial, in their order.
 *
 * @param total how many there were; empty if the emulator ended before it could say so
 */
public record CallLog(List<FunctionCall> calls, OptionalLong total) {
    /** The witness writes no more. */
    static final int MOST_CALLS = 100_000;

    private static final int MOST_PROCESSORS = 64;
    private static final int MOST_ARGUMENTS = 8;
    private static final int LONGEST_TEXT = 128;
    private static final Pattern HEX = Pattern.compile("0x[0-9a-f]{1,16}");

    public CallLog {
        calls = List.copyOf(calls);
    }

    /**
     * Reads the witness's file. The emulator that wrote it ran an untrusted kernel, so anything may be in it.
     *
     * @param describeAddress names the function of a return address
     */
    public static CallLog read(Path file, LongFunction<String> describeAddress) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("the witness left no calls: " + file + " is no plain file");
        }
        List<FunctionCall> calls = new ArrayList<>();
        OptionalLong total = OptionalLong.empty();
        int number = 0;
        for (String line : BoundedFiles.readPlainString(file, StandardCharsets.UTF_8)
                .lines()
                .toList()) {
            number++;
            try {
                JsonNode event = Json.mapper().readTree(line);
                switch (text(event, "type")) {
                    case "call" -> calls.add(parse(event, describeAddress));
                    case "return" -> addReturn(event, calls);
                    case "end" -> total = OptionalLong.of(event.path("calls").asLong());
                    default -> throw new IllegalArgumentException("an unknown event");
                }
            } catch (IOException | IllegalArgumentException damaged) {
                throw new IOException("line " + number + " of " + file + " is damaged", damaged);
            }
            if (calls.size() > MOST_CALLS) {
                throw new IOException(file + " has more than the limit of " + MOST_CALLS + " calls");
            }
        }
        return new CallLog(calls, total);
    }

    /** How many calls were not written, as there were more than the limit. */
    public long dropped() {
        return Math.max(0, total.orElse(calls.size()) - calls.size());
    }

    /** Calls count from 1. */
    private static void addReturn(JsonNode event, List<FunctionCall> calls) {
        int index = event.path("call").asInt() - 1;
        if (index < 0 || index >= calls.size()) {
            throw new IllegalArgumentException("a return of no call");
        }
        calls.set(
                index,
                calls.get(index)
                        .returning(new FunctionCall.CallReturn(
                                event.path("atNanos").asLong(), processor(event), hex(event.path("value")))));
    }

    private static int processor(JsonNode event) {
        int processor = event.path("cpu").asInt(-1);
        if (processor < 0 || processor >= MOST_PROCESSORS) {
            throw new IllegalArgumentException("no processor");
        }
        return processor;
    }

    private static FunctionCall parse(JsonNode event, LongFunction<String> describeAddress) {
        int pid = event.path("pid").asInt(-1);
        return new FunctionCall(
                event.path("atNanos").asLong(),
                processor(event),
                text(event, "function"),
                arguments(event),
                describeAddress.apply(
                        Long.parseUnsignedLong(hex(event.path("caller")).substring(2), 16)),
                text(event, "task"),
                pid < 0 ? OptionalInt.empty() : OptionalInt.of(pid),
                event.path("irqsMasked").asBoolean(),
                event.path("preemptCount").asLong(),
                event.path("locks").asInt(),
                Optional.empty());
    }

    private static List<String> arguments(JsonNode event) {
        JsonNode arguments = event.path("arguments");
        if (arguments.size() > MOST_ARGUMENTS) {
            throw new IllegalArgumentException("too many arguments");
        }
        return StreamSupport.stream(arguments.spliterator(), false)
                .map(CallLog::hex)
                .toList();
    }

    private static String hex(JsonNode node) {
        if (!HEX.matcher(node.asText()).matches()) {
            throw new IllegalArgumentException("no number");
        }
        return node.asText();
    }

    /** Other characters than printable ones become question marks. */
    private static String text(JsonNode event, String name) {
        String text = event.path(name).asText();
        if (text.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException("a long text");
        }
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
