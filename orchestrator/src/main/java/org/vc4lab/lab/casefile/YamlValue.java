// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A value under a key, to be read as what it has to be. */
record YamlValue(String key, YamlNode node) {
    static final String NO_NAME = "is no name: lower-case letters, digits and '-' only, the first no '-'";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]*");

    YamlMapping mapping() throws CaseFileException {
        if (node instanceof YamlNode.Mapping mapping) {
            return new YamlMapping(key, mapping);
        }
        throw wrongType("a mapping");
    }

    List<YamlValue> list() throws CaseFileException {
        if (!(node instanceof YamlNode.Sequence sequence)) {
            throw wrongType("a list");
        }
        return sequence.items().stream().map(item -> new YamlValue(key, item)).toList();
    }

    List<String> texts() throws CaseFileException {
        List<String> texts = new ArrayList<>();
        for (YamlValue item : list()) {
            texts.add(item.text());
        }
        return List.copyOf(texts);
    }

    String text() throws CaseFileException {
        return scalar(YamlNode.ScalarType.TEXT, "text (quote it if it looks like a number)");
    }

    /** Text that may stand in a path, a file's name or a column of a table. */
    String name() throws CaseFileException {
        String text = text();
        if (!isName(text)) {
            throw problem("'" + text + "' " + NO_NAME);
        }
        return text;
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** The folder of this name in another. */
    Path folderIn(Path parent) throws CaseFileException {
        Path folder = parent.resolve(name());
        if (!Files.isDirectory(folder)) {
            throw problem("there is no folder " + folder);
        }
        return folder;
    }

    long wholeNumber() throws CaseFileException {
        try {
            return new BigDecimal(scalar(YamlNode.ScalarType.NUMBER, "a whole number")).longValueExact();
        } catch (ArithmeticException | NumberFormatException fraction) {
            throw wrongType("a whole number");
        }
    }

    /** As much as this, and less than 2^31. */
    long wholeNumberFrom(long least) throws CaseFileException {
        long number = wholeNumber();
        if (number < least || number > Integer.MAX_VALUE) {
            throw problem(number + " has to be " + least + " or more, and less than 2^31");
        }
        return number;
    }

    boolean flag() throws CaseFileException {
        return Boolean.parseBoolean(scalar(YamlNode.ScalarType.BOOLEAN, "true or false"));
    }

    /** Text, number or flag, whichever it is. */
    JsonNode any() throws CaseFileException {
        if (!(node instanceof YamlNode.Scalar scalar) || scalar.type() == YamlNode.ScalarType.NULL) {
            throw wrongType("a text, a number, true or false");
        }
        return switch (scalar.type()) {
            case NUMBER -> DecimalNode.valueOf(new BigDecimal(scalar.text()));
            case BOOLEAN -> BooleanNode.valueOf(flag());
            default -> TextNode.valueOf(scalar.text());
        };
    }

    /** One of an enum's constants. */
    <E extends Enum<E>> E constant(E[] constants) throws CaseFileException {
        String name = oneOf(Stream.of(constants).map(Enum::toString).toList());
        return Stream.of(constants)
                .filter(constant -> constant.toString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    String oneOf(Collection<String> valid) throws CaseFileException {
        String text = text();
        if (!valid.contains(text)) {
            throw problem("'" + text + "' is not one of " + String.join(", ", valid));
        }
        return text;
    }

    CaseFileException problem(String what) {
        return new CaseFileException(node.position(), key, what);
    }

    private String scalar(YamlNode.ScalarType type, String expected) throws CaseFileException {
        if (node instanceof YamlNode.Scalar scalar && scalar.type() == type) {
            return scalar.text();
        }
        throw wrongType(expected);
    }

    private CaseFileException wrongType(String expected) {
        return problem("has to be " + expected + ", not " + node.kind());
    }
}
