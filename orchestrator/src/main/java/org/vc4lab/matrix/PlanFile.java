// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.vc4lab.source.Yaml;

/**
 * A plan file.
 *
 * @param plan its name
 * @param trials blocks, each of which stands for all combinations of its values
 */
public record PlanFile(
        @JsonProperty("plan") String plan,
        @JsonProperty("case") String caseName,
        @JsonProperty("trials") List<Block> trials) {
    /** Selects every name. */
    static final String ALL = "all";
    /** Selects each candidate's own scenario. */
    static final String OWN = "own";

    public PlanFile {
        trials = List.copyOf(trials);
    }

    /**
     * Kernels times configurations times candidates times scenarios times profiles.
     *
     * @param faults injected in all of them, such as {@code unplug=on}
     */
    public record Block(
            @JsonProperty("kernels") List<String> kernels,
            @JsonProperty("configs") List<String> configs,
            @JsonProperty("candidates") List<String> candidates,
            @JsonProperty("scenarios") List<String> scenarios,
            @JsonProperty("profiles") List<String> profiles,
            @JsonProperty("faults") List<String> faults) {
        public Block {
            kernels = List.copyOf(kernels);
            configs = List.copyOf(configs);
            candidates = List.copyOf(candidates);
            scenarios = List.copyOf(scenarios);
            profiles = List.copyOf(profiles);
            faults = List.copyOf(faults);
        }
    }

    public static PlanFile read(Path file) throws IOException {
        return Yaml.read(file, PlanFile.class);
    }
}
