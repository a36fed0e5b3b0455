// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.vc4lab.exec.BoundedFiles;

/**
 * A YAML file of the project, bound to records. Unknown, repeated, missing and empty keys are errors, and so are values
 * of another type; only components that are an {@link Optional} may be absent.
 */
public final class Yaml {
    private static final ObjectMapper MAPPER = YAMLMapper.builder()
            .addModule(new Jdk8Module())
            .annotationIntrospector(new RequiredUnlessOptional())
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .withCoercionConfig(
                    LogicalType.Textual, config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    private static final YAMLMapper WRITER = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build();

    private final Path file;
    private final String text;
    private final YamlPositions positions;

    /** A YAML file that cannot be used; the message begins with the file, the line, the column and the key. */
    public static final class YamlException extends IOException {
        private static final long serialVersionUID = 1L;

        YamlException(String message) {
            super(message);
        }
    }

    /** @param file as errors name it */
    public Yaml(Path file, String text) throws IOException {
        this.file = file;
        this.text = text;
        this.positions = YamlPositions.scan(file, text);
    }

    private static final class RequiredUnlessOptional extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasRequiredMarker(AnnotatedMember member) {
            return member.getRawType() != Optional.class && member.getRawType() != OptionalInt.class;
        }
    }

    public static <T> T read(Path file, Class<T> type) throws IOException {
        return load(file).read(type);
    }

    /** What was read, as text; comments are lost. */
    public static String write(JsonNode node) throws IOException {
        return WRITER.writeValueAsString(node);
    }

    public static Yaml load(Path file) throws IOException {
        return load(file, file, Files::readString);
    }

    /**
     * The same of a file that a stranger may have written: it is no link, and at most so large.
     *
     * @param named as errors name it
     */
    public static Yaml loadPlain(Path file, Path named, int limitMib) throws IOException {
        return load(file, named, plain -> StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(BoundedFiles.readPlainBytes(plain, limitMib)))
                .toString());
    }

    /** Reads a file as text. */
    @FunctionalInterface
    private interface TextReader {
        String read(Path file) throws IOException;
    }

    private static Yaml load(Path file, Path named, TextReader reader) throws IOException {
        try {
            return new Yaml(named, reader.read(file));
        } catch (NoSuchFileException missing) {
            throw new IOException("no such file: " + named, missing);
        } catch (CharacterCodingException broken) {
            throw new IOException(named + ": is not UTF-8 text", broken);
        }
    }

    public <T> T read(Class<T> type) throws YamlException {
        try {
            return MAPPER.readValue(text, type);
        } catch (UnrecognizedPropertyException unknown) {
            throw unknownKey(keyOf(unknown), unknown.getKnownPropertyIds());
        } catch (JsonMappingException broken) {
            throw misspelledKey(broken).orElseGet(() -> valueError(keyOf(broken), problem(broken)));
        } catch (JacksonException broken) {
            throw valueError("", broken.getOriginalMessage());
        }
    }

    /** An error in the value of a key, which includes the keys above it: {@code candidates.[0].name}. */
    public YamlException valueError(String key, String problem) {
        return error(positions.ofValue(key), key, problem);
    }

    /** An error in a mapping's key itself. */
    public YamlException keyError(String key, String problem) {
        return error(positions.ofKey(key), key, problem);
    }

    public YamlException unknownKey(String key, Collection<?> validKeys) {
        return keyError(
                key,
                "unknown key; valid here: "
                        + validKeys.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    }

    /** An error in a value's type; {@code expected} is a phrase such as "a list". */
    public YamlException typeError(String key, String expected) {
        return valueError(key, mismatch(key, expected));
    }

    private String mismatch(String key, String expected) {
        return "has to be " + expected + ", not " + positions.describe(key);
    }

    private YamlException error(String position, String key, String problem) {
        return new YamlException(file + ":" + position + ": " + (key.isEmpty() ? "" : key + ": ") + problem);
    }

    /** Where a value is, as errors name it: file, line, column and key. */
    public String locate(String key) {
        return file + ":" + positions.ofValue(key) + ": " + key;
    }

    /** A missing key often has a misspelled one beside it, which Jackson would report later. */
    private Optional<YamlException> misspelledKey(JsonMappingException broken) {
        String key = keyOf(broken);
        List<Reference> path = broken.getPath();
        if (path.isEmpty()
                || positions.contains(key)
                || !(path.get(path.size() - 1).getFrom() instanceof Class<?> type)) {
            return Optional.empty();
        }
        JavaType javaType = MAPPER.constructType(type);
        List<String> validKeys = MAPPER.getDeserializationConfig().introspect(javaType).findProperties().stream()
                .map(BeanPropertyDefinition::getName)
                .toList();
        return positions.siblings(key).stream()
                .filter(sibling -> !validKeys.contains(sibling))
                .findFirst()
                .map(sibling -> unknownKey(YamlPositions.join(YamlPositions.parent(key), sibling), validKeys));
    }

    private static String keyOf(JsonMappingException broken) {
        return broken.getPath().stream().map(Yaml::keyOf).collect(Collectors.joining("."));
    }

    private static String keyOf(Reference reference) {
        return reference.getFieldName() == null ? "[" + reference.getIndex() + "]" : reference.getFieldName();
    }

    /** Jackson's messages name Java types; a user needs to know what the file has to hold. */
    private String problem(JsonMappingException broken) {
        String key = keyOf(broken);
        if (broken instanceof ValueInstantiationException && broken.getCause() != null) {
            return String.valueOf(broken.getCause().getMessage());
        }
        if (!positions.contains(key)) {
            return "is missing here";
        }
        if (broken instanceof InvalidFormatException invalid
                && invalid.getTargetType().isEnum()) {
            return "'" + invalid.getValue() + "' is not one of "
                    + Arrays.stream(invalid.getTargetType().getEnumConstants())
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "));
        }
        return broken instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null
                ? mismatch(key, describe(mismatch.getTargetType()))
                : broken.getOriginalMessage();
    }

    private static String describe(Class<?> type) {
        if (type.isEnum() || type == String.class) {
            return "text (quote it if it looks like a number)";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        if (type.isRecord() || Map.class.isAssignableFrom(type)) {
            return "a mapping";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        return type == double.class ? "a number" : "a whole number";
    }
}
