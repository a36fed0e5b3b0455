// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

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
            Place place = place(file, Optional.ofNullable(broken.getLocation()).orElse(JsonLocation.NA));
            throw new CaseFileException(place, "", problem(broken));
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
            throw new CaseFileException(new Place(file, 1, 1), "", "the file is empty");
        }
        YamlNode node = node("");
        if (parser.nextToken() != null) {
            throw new CaseFileException(here(), "", "a second document; only one is read");
        }
        return node;
    }

    private YamlNode node(String key) throws IOException {
        Place place = here();
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping(place, key);
            case START_ARRAY -> sequence(place, key);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(place, YamlNode.Type.NUMBER);
            case VALUE_TRUE, VALUE_FALSE -> scalar(place, YamlNode.Type.BOOLEAN);
            case VALUE_NULL -> scalar(place, YamlNode.Type.NOTHING);
            default -> scalar(place, YamlNode.Type.TEXT);
        };
    }

    private YamlNode scalar(Place place, YamlNode.Type type) throws IOException {
        return new YamlNode.Scalar(
                place, type, Optional.ofNullable(parser.getText()).orElse(""));
    }

    private YamlNode sequence(Place place, String key) throws IOException {
        List<YamlNode> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(key));
        }
        return new YamlNode.Sequence(place, List.copyOf(items));
    }

    private YamlNode mapping(Place place, String key) throws IOException {
        Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Place keyPlace = here();
            String name = parser.currentName();
            String whole = key.isEmpty() ? name : key + "." + name;
            parser.nextToken();
            if (entries.put(name, new YamlNode.Entry(keyPlace, node(whole))) != null) {
                throw new CaseFileException(keyPlace, whole, "stands here for the second time");
            }
        }
        return new YamlNode.Mapping(place, entries);
    }

    private Place here() {
        return place(file, parser.currentTokenLocation());
    }

    private static Place place(Path file, JsonLocation location) {
        return new Place(file, Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }
}
