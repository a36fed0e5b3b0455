// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.vc4lab.exec.BoundedFiles;
import org.vc4lab.exec.Json;

/**
 * The first instruction of a function that the witness watches, as a place in a trial.
 *
 * @param atNanos on the guest's clock
 * @param processor that executes it
 */
public record WitnessedMoment(long atNanos, int processor, String function) {
    /** What the witness writes about a call that is wrong, or that reports something. */
    private static final Set<String> PROBLEMS = Set.of("sleep", "report");

    /**
     * The sleeps in atomic context and reports in the witness's log of a machine that is stopped. A guest that took
     * over the emulator may have left anything in its place.
     */
    static List<WitnessedMoment> read(Path log) throws IOException {
        if (Files.notExists(log, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        List<WitnessedMoment> moments = new ArrayList<>();
        for (String line : BoundedFiles.readPlainString(log, StandardCharsets.UTF_8)
                .lines()
                .toList()) {
            JsonNode event = Json.mapper().readTree(line);
            if (PROBLEMS.contains(event.path("type").asText())) {
                moments.add(new WitnessedMoment(
                        event.path("atNanos").asLong(),
                        event.path("cpu").asInt(),
                        event.path("function").asText()));
            }
        }
        return moments;
    }
}
