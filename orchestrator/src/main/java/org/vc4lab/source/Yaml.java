// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads YAML data of the project into records. A key that is not known, or that stands there twice, is an error; each
 * error names the file, the line and the key.
 */
public final class Yaml {
    private static final ObjectMapper MAPPER = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .addModule(new Jdk8Module())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private Yaml() {}

    public static <T> T read(Path file, Class<T> type) throws IOException {
        try {
            return MAPPER.readValue(Files.readString(file), type);
        } catch (NoSuchFileException missing) {
            throw new IOException("no such file: " + file, missing);
        } catch (JacksonException broken) {
            throw new IOException(
                    file + ":" + lineOf(broken) + ": " + keyOf(broken) + broken.getOriginalMessage(), broken);
        }
    }

    private static int lineOf(JacksonException broken) {
        JsonLocation location = broken.getLocation();
        return location == null ? 0 : location.getLineNr();
    }

    private static String keyOf(JacksonException broken) {
        List<Reference> path = broken instanceof JsonMappingException mapping ? mapping.getPath() : List.of();
        String key = path.stream()
                .map(each -> each.getFieldName() == null ? "[" + each.getIndex() + "]" : each.getFieldName())
                .collect(Collectors.joining("."));
        return key.isEmpty() ? "" : key + ": ";
    }
}
