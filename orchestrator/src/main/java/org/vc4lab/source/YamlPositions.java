// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vc4lab.source.Yaml.YamlException;

/**
 * The position of each key and value of a YAML document, as {@code LINE:COLUMN} from 1. The scan refuses what the
 * binding would let pass: an empty file, a second document, repeated keys, keys without a value, and numbers in
 * notations of YAML 1.1 such as {@code 1_000} and {@code 0x10}.
 */
final class YamlPositions {
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?");

    private final Path file;
    private final Map<String, String> keys = new LinkedHashMap<>();
    private final Map<String, Value> values = new HashMap<>();

    /** @param description as error messages name it, such as "number '5'" */
    private record Value(String position, String description) {}

    private YamlPositions(Path file) {
        this.file = file;
    }

    static YamlPositions scan(Path file, String text) throws IOException {
        YamlPositions positions = new YamlPositions(file);
        try (YAMLParser parser = new YAMLFactory().createParser(text)) {
            positions.scanDocument(parser);
            return positions;
        } catch (JsonProcessingException broken) {
            JsonLocation location = Optional.ofNullable(broken.getLocation()).orElse(JsonLocation.NA);
            throw positions.error(position(location), summary(broken));
        }
    }

    /** SnakeYAML's message without its indented lines, which quote the file. */
    private static String summary(JsonProcessingException broken) {
        return broken.getOriginalMessage()
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith(" "))
                .collect(Collectors.joining(", "));
    }

    private void scanDocument(YAMLParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null || first == JsonToken.VALUE_NULL) {
            throw error("1:1", "the file is empty");
        }
        scanValue(parser, "");
        if (parser.nextToken() != null) {
            throw error(position(parser.currentTokenLocation()), "a second document; only one is read");
        }
    }

    private void scanValue(YAMLParser parser, String key) throws IOException {
        String position = position(parser.currentTokenLocation());
        values.put(key, new Value(position, describe(parser)));
        switch (parser.currentToken()) {
            case START_OBJECT -> scanMapping(parser, key);
            case START_ARRAY -> {
                for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
                    scanValue(parser, join(key, "[" + index + "]"));
                }
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                if (!DECIMAL.matcher(parser.getText()).matches()) {
                    throw error(
                            position,
                            key + ": '" + parser.getText() + "' is no plain decimal number (quote it if it is text)");
                }
            }
            case VALUE_NULL -> throw error(position, key + ": has no value");
            default -> {}
        }
    }

    private void scanMapping(YAMLParser parser, String key) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String entry = join(key, parser.currentName());
            String position = position(parser.currentTokenLocation());
            if (keys.put(entry, position) != null) {
                throw error(position, entry + ": repeated key");
            }
            parser.nextToken();
            scanValue(parser, entry);
        }
    }

    private static String describe(YAMLParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "a mapping";
            case START_ARRAY -> "a list";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "number '" + parser.getText() + "'";
            case VALUE_TRUE, VALUE_FALSE -> "boolean '" + parser.getText() + "'";
            default -> "text '" + parser.getText() + "'";
        };
    }

    static String join(String key, String child) {
        return key.isEmpty() ? child : key + "." + child;
    }

    boolean contains(String key) {
        return values.containsKey(key);
    }

    String describe(String key) {
        Value value = values.get(key);
        return value == null ? "nothing" : value.description();
    }

    /** The value's position; that of the mapping around it if it is absent. */
    String ofValue(String key) {
        Value value = values.get(key);
        if (value != null) {
            return value.position();
        }
        return key.isEmpty() ? "1:1" : ofValue(parent(key));
    }

    static String parent(String key) {
        return key.substring(0, Math.max(0, key.lastIndexOf('.')));
    }

    /** The keys of the mapping that has, or lacks, a key. */
    List<String> siblings(String key) {
        String prefix = join(parent(key), "");
        return keys.keySet().stream()
                .filter(sibling -> sibling.startsWith(prefix))
                .map(sibling -> sibling.substring(prefix.length()))
                .filter(sibling -> sibling.indexOf('.') < 0)
                .toList();
    }

    String ofKey(String key) {
        return keys.getOrDefault(key, ofValue(key));
    }

    private YamlException error(String position, String problem) {
        return new YamlException(file + ":" + position + ": " + problem);
    }

    private static String position(JsonLocation location) {
        return Math.max(1, location.getLineNr()) + ":" + Math.max(1, location.getColumnNr());
    }
}
