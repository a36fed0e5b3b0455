// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The mapper of the lab's own JSON. Only what an annotation names is written: record components in their order, maps
 * sorted by key, absent values as null. Documents and lines have no character that controls a terminal.
 */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .disable(MapperFeature.AUTO_DETECT_GETTERS, MapperFeature.AUTO_DETECT_IS_GETTERS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private Json() {}

    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /** An indented document that ends with a newline. */
    public static String document(Object value) throws JsonProcessingException {
        return PrintableWriter.escape(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value)) + "\n";
    }

    /** Writes an indented document, and leaves the writer open. */
    public static void writeDocument(Object value, Writer out) throws IOException {
        out.write(document(value));
        out.flush();
    }

    /**
     * Reads a file of one value, such as in an entry of the store; a null is none.
     *
     * @throws IOException if it is damaged, or if the type refuses its values
     */
    public static <T> T read(Path file, Class<T> type) throws IOException {
        byte[] bytes = BoundedFiles.readBytes(file);
        try {
            @Nullable T value = MAPPER.readValue(bytes, type);
            if (value == null) {
                throw new IOException(file + " is damaged: it has no " + type.getSimpleName() + ", but a null");
            }
            return value;
        } catch (JsonProcessingException damaged) {
            throw new IOException(file + " is damaged: " + damaged.getOriginalMessage(), damaged);
        }
    }

    /** One line of a {@code .jsonl} file, with its newline. */
    public static String line(Object value) throws JsonProcessingException {
        return PrintableWriter.escape(MAPPER.writeValueAsString(value)) + "\n";
    }
}
