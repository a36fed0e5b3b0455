// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads one YAML document into nodes that know their place. */
final class YamlTree {
    private final Path file;
    private final YAMLParser parser;

    private YamlTree(Path file, YAMLParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /** @param file named in errors; the text itself comes from the reader */
    static YamlNode read(Path file, Reader text) throws IOException {
        try (YAMLParser parser = new YAMLFactory().createParser(text)) {
            return new YamlTree(file, parser).document();
        } catch (JsonProcessingException broken) {
            SourcePosition position =
                    positionOf(file, Optional.ofNullable(broken.getLocation()).orElse(JsonLocation.NA));
            throw new CaseFileException(position, "", problem(broken));
        }
    }

    /** The lines that tell what is wrong; those between them, indented, quote the place. */
    private static String problem(JsonProcessingException broken) {
        return broken.getOriginalMessage()
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith(" "))
                .collect(Collectors.joining(", "));
    }

    private YamlNode document() throws IOException {
        if (parser.nextToken() == null) {
            throw new CaseFileException(new SourcePosition(file, 1, 1), "", "the file is empty");
        }
        YamlNode node = node("");
        if (parser.nextToken() != null) {
            throw new CaseFileException(currentPosition(), "", "a second document; only one is read");
        }
        return node;
    }

    private YamlNode node(String key) throws IOException {
        SourcePosition position = currentPosition();
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping(position, key);
            case START_ARRAY -> sequence(position, key);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(position, YamlNode.ScalarType.NUMBER);
            case VALUE_TRUE, VALUE_FALSE -> scalar(position, YamlNode.ScalarType.BOOLEAN);
            case VALUE_NULL -> scalar(position, YamlNode.ScalarType.NULL);
            default -> scalar(position, YamlNode.ScalarType.TEXT);
        };
    }

    private YamlNode scalar(SourcePosition position, YamlNode.ScalarType type) throws IOException {
        return new YamlNode.Scalar(
                position, type, Optional.ofNullable(parser.getText()).orElse(""));
    }

    private YamlNode sequence(SourcePosition position, String key) throws IOException {
        List<YamlNode> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(key));
        }
        return new YamlNode.Sequence(position, List.copyOf(items));
    }

    private YamlNode mapping(SourcePosition position, String key) throws IOException {
        Map<String, YamlNode.MappingEntry> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            SourcePosition keyPosition = currentPosition();
            String name = parser.currentName();
            String fullKey = key.isEmpty() ? name : key + "." + name;
            parser.nextToken();
            if (entries.put(name, new YamlNode.MappingEntry(keyPosition, node(fullKey))) != null) {
                throw new CaseFileException(keyPosition, fullKey, "stands here for the second time");
            }
        }
        return new YamlNode.Mapping(position, entries);
    }

    private SourcePosition currentPosition() {
        return positionOf(file, parser.currentTokenLocation());
    }

    private static SourcePosition positionOf(Path file, JsonLocation location) {
        return new SourcePosition(file, Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }
}
