// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.mcp;

import static java.util.Map.entry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.lab.casefile.CaseRepository;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** An option or a parameter of a command, as an argument of a tool. */
record ToolArgument(ArgSpec spec) {
    private enum ValueKind {
        TEXT,
        PATH,
        NAME_OR_PATH,
        NAME_OR_FOLDER
    }

    /** By the label in the command's help; one that is missing here could be a path, and is refused. */
    private static final Map<String, ValueKind> KINDS = Map.ofEntries(
            entry("FILE:LINE", ValueKind.TEXT),
            entry("FUNCTION", ValueKind.TEXT),
            entry("CONTEXT", ValueKind.TEXT),
            entry("NAME", ValueKind.TEXT),
            entry("NAME[=VALUE]", ValueKind.TEXT),
            entry("NAME|SIGNATURE", ValueKind.TEXT),
            entry("VERSION", ValueKind.TEXT),
            entry("REV", ValueKind.TEXT),
            entry("N", ValueKind.TEXT),
            entry("PERCENT", ValueKind.TEXT),
            entry("REASON", ValueKind.TEXT),
            entry("DIR", ValueKind.PATH),
            entry("FILE", ValueKind.PATH),
            entry("FILE|DIR", ValueKind.PATH),
            entry("LOG", ValueKind.PATH),
            entry("VMLINUX", ValueKind.PATH),
            entry("NAME|DIR", ValueKind.NAME_OR_FOLDER),
            entry("NAME|FILE|DIR|RANGE", ValueKind.NAME_OR_PATH),
            entry("SERIES", ValueKind.NAME_OR_PATH),
            entry("TRIAL", ValueKind.NAME_OR_PATH));

    ToolArgument {
        if (!isFlag(spec) && !KINDS.containsKey(spec.paramLabel())) {
            throw new IllegalArgumentException("whether " + spec.paramLabel() + " is a path is not known");
        }
    }

    private static boolean isFlag(ArgSpec spec) {
        return spec.arity().max() == 0;
    }

    String name() {
        return spec instanceof OptionSpec option
                ? option.longestName().substring("--".length())
                : spec.paramLabel().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    boolean isOption() {
        return spec.isOption();
    }

    boolean isRequired() {
        return spec.required();
    }

    private String jsonType() {
        if (isFlag(spec)) {
            return "boolean";
        }
        if (spec.isMultiValue()) {
            return "array";
        }
        return spec.type().equals(Integer.class)
                ? "integer"
                : spec.type().equals(Double.class) || spec.type().equals(double.class) ? "number" : "string";
    }

    Map<String, Object> schema() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", jsonType());
        if (spec.isMultiValue()) {
            schema.put("items", Map.of("type", "string"));
        }
        schema.put("description", String.join(" ", spec.description()));
        return schema;
    }

    /** The words of the command line that give it this value. */
    List<String> words(Object value, AllowedFolders folders) {
        if (value instanceof Boolean isGiven && isFlag(spec)) {
            return isGiven ? List.of("--" + name()) : List.of();
        }
        boolean isNumber = value instanceof Number
                && (jsonType().equals("integer") || jsonType().equals("number"));
        boolean isText = value instanceof String && jsonType().equals("string");
        if (isNumber || isText) {
            return List.of(word(value.toString(), folders));
        }
        if (value instanceof List<?> values
                && spec.isMultiValue()
                && values.stream().allMatch(String.class::isInstance)) {
            return values.stream().map(text -> word((String) text, folders)).toList();
        }
        throw new UsageException("'" + name() + "' takes "
                + (spec.isMultiValue() ? "an array of strings" : "a value of type " + jsonType()));
    }

    private String word(String text, AllowedFolders folders) {
        String checked =
                switch (KINDS.getOrDefault(spec.paramLabel(), ValueKind.PATH)) {
                    case TEXT -> text;
                    case PATH -> folders.require(text).toString();
                    case NAME_OR_PATH -> folders.requireIfPath(text);
                    case NAME_OR_FOLDER ->
                        CaseRepository.isPath(text) ? folders.require(text).toString() : text;
                };
        return isOption() ? "--" + name() + "=" + checked : checked;
    }
}
