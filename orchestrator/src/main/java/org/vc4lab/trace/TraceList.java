// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.trace;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.vc4lab.source.Yaml;

/**
 * The functions whose calls are shown if the user names none: kernel-configs/trace.yaml. A kernel need not have all.
 *
 * @param functions patterns of names
 * @param beforeReports the same, of what else is shown before a report
 */
public record TraceList(
        @JsonProperty("functions") List<String> functions, @JsonProperty("beforeReports") List<String> beforeReports) {
    private static final String FILE = "kernel-configs/trace.yaml";

    public TraceList {
        functions = List.copyOf(functions);
        beforeReports = List.copyOf(beforeReports);
    }

    /** Reads the list below the folder of the project. */
    public static TraceList read(Path home) throws IOException {
        return Yaml.read(home.resolve(FILE), TraceList.class);
    }
}
