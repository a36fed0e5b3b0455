// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something that breaks in the hardware on demand.
 *
 * @param does what it does to the driver's eyes
 * @param kind what its values are
 * @param words values that have a name, with what the property is set to
 * @param usual its value where none is given
 * @param set the properties that get the value, as {@code device.property}
 * @param from since when it is there
 */
public record Fault(
        @JsonProperty("name") String name,
        @JsonProperty("does") String does,
        @JsonProperty("kind") Kind kind,
        @JsonProperty("words") Map<String, JsonNode> words,
        @JsonProperty("default") String usual,
        @JsonProperty("set") List<String> set,
        @JsonProperty("from") From from) {
    private static final Pattern TIME = Pattern.compile("(?<number>\\d{1,9})(?<unit>ns|us|ms|s)");
    private static final Pattern COUNT = Pattern.compile("\\d{1,9}");
    private static final Map<String, Duration> UNITS = Map.of(
            "ns",
            Duration.ofNanos(1),
            "us",
            Duration.ofNanos(1000),
            "ms",
            Duration.ofMillis(1),
            "s",
            Duration.ofSeconds(1));

    public Fault {
        words = new LinkedHashMap<>(words);
        set = List.copyOf(set);
    }

    /** What a value may be, beside the words. */
    public enum Kind {
        /** A number with its unit; the property takes nanoseconds. */
        TIME("TIME"),
        COUNT("COUNT"),
        WORD("WORD");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** As files and tables have it. */
        @JsonValue
        @Override
        public String toString() {
            return text;
        }
    }

    /** When it comes. */
    public enum From {
        /** It is there before the machine starts. */
        START("START"),
        /** It comes when HDMI 0 has played half a second of the tone. */
        PLAYING("PLAYING");

        private final String text;

        From(String text) {
            this.text = text;
        }

        /** As files and tables have it. */
        @JsonValue
        @Override
        public String toString() {
            return text;
        }
    }

    /** The values that it takes, for people. */
    public String values() {
        List<String> all = new ArrayList<>();
        if (kind == Kind.TIME) {
            all.add("a time with ns, us, ms or s");
        } else if (kind == Kind.COUNT) {
            all.add("a number");
        }
        all.addAll(words.keySet());
        return String.join(", ", all);
    }

    /** With this value. */
    ChosenFault with(String value) throws UnknownNameException {
        return new ChosenFault(
                this,
                value,
                parsed(value)
                        .orElseThrow(() -> new UnknownNameException("value of " + name, value, List.of(values()))));
    }

    private Optional<JsonNode> parsed(String value) {
        Matcher time = TIME.matcher(value);
        if (words.containsKey(value)) {
            return Optional.ofNullable(words.get(value));
        }
        if (kind == Kind.TIME && time.matches()) {
            Duration unit = UNITS.getOrDefault(time.group("unit"), Duration.ZERO);
            return Optional.of(number(
                    unit.multipliedBy(Long.parseLong(time.group("number"))).toNanos()));
        }
        return kind == Kind.COUNT && COUNT.matcher(value).matches()
                ? Optional.of(number(Long.parseLong(value)))
                : Optional.empty();
    }

    private static JsonNode number(long value) {
        return DecimalNode.valueOf(BigDecimal.valueOf(value));
    }
}
