// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vc4lab.guest.AudioOutput;
import org.vc4lab.guest.DeviceProperty;
import org.vc4lab.guest.ScheduledChange;

/**
 * A hardware fault that the emulator can inject.
 *
 * @param description as the driver sees it
 * @param valueType of values beside the named ones
 * @param namedValues the property's value by name
 * @param defaultValue if none is given
 * @param properties that are set to the value, as {@code device.property}
 * @param activation when the properties are set
 */
public record Fault(
        @JsonProperty("name") String name,
        @JsonProperty("does") String description,
        @JsonProperty("kind") ValueType valueType,
        @JsonProperty("words") Map<String, JsonNode> namedValues,
        @JsonProperty("default") String defaultValue,
        @JsonProperty("set") List<String> properties,
        @JsonProperty("from") Activation activation) {
    private static final Pattern TIME = Pattern.compile("(?<number>\\d{1,9})(?<unit>ns|us|ms|s)");
    private static final Pattern COUNT = Pattern.compile("\\d{1,9}");
    private static final Map<String, ChronoUnit> UNITS =
            Map.of("ns", ChronoUnit.NANOS, "us", ChronoUnit.MICROS, "ms", ChronoUnit.MILLIS, "s", ChronoUnit.SECONDS);

    public Fault {
        namedValues = new LinkedHashMap<>(namedValues);
        properties = List.copyOf(properties);
    }

    public enum ValueType {
        /** A number with a unit; the property is in nanoseconds. */
        TIME("TIME"),
        COUNT("COUNT"),
        WORD("WORD");

        private final String text;

        ValueType(String text) {
            this.text = text;
        }

        @JsonValue
        @Override
        public String toString() {
            return text;
        }
    }

    public enum Activation {
        /** Before the machine starts: booting the kernel is part of it. */
        START("START"),
        /** When user space is ready, before the scenario. */
        SCENARIO("SCENARIO"),
        /** When the first output has played half a second of the tone. */
        PLAYING("PLAYING");

        private final String text;

        Activation(String text) {
            this.text = text;
        }

        @JsonValue
        @Override
        public String toString() {
            return text;
        }
    }

    /** Whether it waits for sound. */
    public boolean needsAudio() {
        return activation == Activation.PLAYING;
    }

    /** The valid values, for messages. */
    public String describeValues() {
        List<String> values = new ArrayList<>();
        if (valueType == ValueType.TIME) {
            values.add("a time with ns, us, ms or s");
        } else if (valueType == ValueType.COUNT) {
            values.add("a number");
        }
        values.addAll(namedValues.keySet());
        return String.join(", ", values);
    }

    public FaultInjection withValue(String value) throws UnknownNameException {
        return new FaultInjection(
                this,
                value,
                parseValue(value)
                        .orElseThrow(
                                () -> new UnknownNameException("value of " + name, value, List.of(describeValues()))));
    }

    private Optional<JsonNode> parseValue(String value) {
        Matcher time = TIME.matcher(value);
        if (namedValues.containsKey(value)) {
            return Optional.ofNullable(namedValues.get(value));
        }
        if (valueType == ValueType.TIME && time.matches()) {
            ChronoUnit unit = UNITS.getOrDefault(time.group("unit"), ChronoUnit.NANOS);
            return Optional.of(number(
                    Duration.of(Long.parseLong(time.group("number")), unit).toNanos()));
        }
        return valueType == ValueType.COUNT && COUNT.matcher(value).matches()
                ? Optional.of(number(Long.parseLong(value)))
                : Optional.empty();
    }

    private static JsonNode number(long value) {
        return DecimalNode.valueOf(BigDecimal.valueOf(value));
    }

    /**
     * A fault with its value.
     *
     * @param text the value as it was asked for
     * @param value what the properties are set to
     */
    public record FaultInjection(
            @JsonProperty("fault") Fault fault,
            @JsonProperty("text") String text,
            @JsonProperty("value") JsonNode value) {
        /** As on the command line. */
        public String describe() {
            return fault.name() + "=" + text;
        }

        /** What is set once, at this point. */
        public List<DeviceProperty> settings(Activation point) {
            return fault.activation() == point ? propertySettings() : List.of();
        }

        /** What is set while it runs. */
        List<ScheduledChange> changes() {
            return settings(Activation.PLAYING).stream()
                    .map(AudioOutput.FIRST::afterHalfSecond)
                    .toList();
        }

        private List<DeviceProperty> propertySettings() {
            return fault.properties().stream()
                    .map(name -> name.split("\\.", 2))
                    .map(parts -> new DeviceProperty(parts[0], parts[1], value))
                    .toList();
        }
    }
}
