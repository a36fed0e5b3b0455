// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.mcp;

import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.ValidValues;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A command of the lab as a tool. The types and descriptions of its arguments are those of the command line.
 *
 * @param fixed options that each call has
 * @param isLong whether it builds or boots; such calls run one after the other
 */
public record McpTool(
        String name, CommandSpec command, List<String> fixed, List<ToolArgument> arguments, boolean isLong) {
    /**
     * A tool.
     *
     * @param allowed names of the options that a client may give, such as "case"; it may give all parameters
     */
    public static McpTool of(
            String name, CommandSpec command, List<String> fixed, boolean isLong, List<String> allowed) {
        Stream<ArgSpec> options = allowed.stream().map(option -> command.findOption("--" + option));
        List<ToolArgument> arguments = Stream.concat(command.positionalParameters().stream(), options)
                .map(ToolArgument::new)
                .toList();
        return new McpTool(name, command, fixed, arguments, isLong);
    }

    Tool describe() {
        Map<String, Object> properties = new LinkedHashMap<>();
        arguments.forEach(argument -> properties.put(argument.name(), argument.schema()));
        Map<String, Object> schema = Map.of(
                "type",
                "object",
                "properties",
                properties,
                "required",
                arguments.stream()
                        .filter(ToolArgument::isRequired)
                        .map(ToolArgument::name)
                        .toList(),
                "additionalProperties",
                false);
        return Tool.builder(name, schema)
                .description(String.join(" ", command.usageMessage().description()))
                .annotations(McpSchema.ToolAnnotations.builder()
                        .readOnlyHint(!isLong)
                        .destructiveHint(false)
                        .build())
                .build();
    }

    /** The command line of a call; a {@link UsageException} if the client may not say that. */
    List<String> commandLine(Map<String, Object> values, AllowedFolders folders) {
        List<String> names = arguments.stream().map(ToolArgument::name).toList();
        values.keySet().stream()
                .filter(given -> !names.contains(given))
                .findFirst()
                .ifPresent(unknown -> {
                    throw new UsageException(ValidValues.describe(name + " has no argument '" + unknown + "'", names));
                });
        List<String> words = new ArrayList<>(List.of(command.name()));
        words.addAll(fixed);
        List<String> parameters = new ArrayList<>();
        for (ToolArgument argument : arguments) {
            Object value = values.get(argument.name());
            if (value != null) {
                (argument.isOption() ? words : parameters).addAll(argument.words(value, folders));
            } else if (argument.isRequired()) {
                throw new UsageException(name + " needs the argument '" + argument.name() + "'");
            }
        }
        if (!parameters.isEmpty()) {
            words.add("--"); // whatever follows is no option
            words.addAll(parameters);
        }
        return words;
    }
}
