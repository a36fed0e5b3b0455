// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.vc4lab.source.Yaml;

/**
 * What the machine and its kernels have: kernel-configs/hardware.yaml, which explains the keys.
 *
 * @param words with which functions of its kernels begin
 */
record MachineParts(HardwareFile file, Set<String> words) {
    MachineParts {
        words = Set.copyOf(words);
    }

    record HardwareFile(
            @JsonProperty("machine") String machine,
            @JsonProperty("names") List<String> names,
            @JsonProperty("architectures") List<ArchitectureEntry> architectures,
            @JsonProperty("modules") List<String> modules,
            @JsonProperty("absent") List<AbsentEntry> absent,
            @JsonProperty("programs") List<String> programs,
            @JsonProperty("noPrograms") Map<String, String> noPrograms,
            @JsonProperty("files") Map<String, String> files,
            @JsonProperty("followOns") Map<String, List<String>> followOns) {}

    record ArchitectureEntry(
            @JsonProperty("name") String name,
            @JsonProperty("config") Optional<String> config,
            @JsonProperty("others") Optional<Map<String, String>> others,
            @JsonProperty("signs") List<String> signs) {}

    record AbsentEntry(@JsonProperty("part") String part, @JsonProperty("words") List<String> words) {
        boolean covers(String name) {
            return words.stream().anyMatch(word -> name.equals(word) || name.startsWith(word + "_"));
        }
    }

    static MachineParts read(Path home) throws IOException {
        Path folder = home.resolve("kernel-configs");
        Set<String> words;
        try (var lines = Files.lines(folder.resolve("function-words.txt"))) {
            words = lines.filter(line -> !line.startsWith("#"))
                    .flatMap(line -> Arrays.stream(line.split(" ", -1)))
                    .collect(Collectors.toUnmodifiableSet());
        }
        return new MachineParts(Yaml.read(folder.resolve("hardware.yaml"), HardwareFile.class), words);
    }

    boolean hasModule(String name) {
        return file.modules().contains(name);
    }

    boolean hasFunction(String name) {
        String[] parts = withoutUnderscores(name).split("_", 3);
        return words.contains(parts[0]) || (parts.length > 1 && words.contains(parts[0] + "_" + parts[1]));
    }

    /** What people call the part with this function or module; empty if the file has no name for it. */
    Optional<String> nameOfAbsent(String functionOrModule) {
        String name = withoutUnderscores(functionOrModule);
        return file.absent().stream()
                .filter(entry -> entry.covers(name))
                .map(AbsentEntry::part)
                .findFirst();
    }

    private static String withoutUnderscores(String name) {
        return name.replaceFirst("^_+", "");
    }
}
