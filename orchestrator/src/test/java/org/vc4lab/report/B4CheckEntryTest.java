// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.exec.Json;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.report.ReplyContent.TestedSeries;
import org.vc4lab.report.VerifyDocument.CandidateEntry;

final class B4CheckEntryTest {
    /** The example of "CI check integration" in b4's docs/maintainer/review.rst (0.15). */
    private static final String EXAMPLE =
            """
            [
              {
                "tool": "my-ci",
                "status": "pass",
                "summary": "Build succeeded",
                "url": "https://ci.example.com/builds/12345",
                "details": "Optional multi-line details"
              }
            ]
            """;

    private static final List<String> REQUIRED = List.of("tool", "status");
    private static final Set<String> STATUSES = Set.of("pass", "warn", "fail");

    private static B4CheckEntry entry(Verdict verdict) {
        KernelSpec kernel = new KernelSpec(new KernelSource.PatchedRelease("5.10.223"), "plain", List.of());
        CandidateEntry candidate = new CandidateEntry(
                "fix",
                "play",
                verdict,
                Optional.empty(),
                Optional.empty(),
                Optional.of("why\nso"),
                List.of(),
                List.of());
        return B4CheckEntry.of(new TestedSeries(kernel, "squeak", "vc4lab 1", "./vc4lab b4-check").verified(candidate));
    }

    private static void followsTheProtocol(B4CheckEntry entry) throws IOException {
        JsonNode example = Json.mapper().readTree(EXAMPLE);
        JsonNode printed = Json.mapper().readTree(Json.document(List.of(entry)));
        assertThat(printed.getNodeType()).isEqualTo(example.getNodeType());
        JsonNode result = printed.get(0);
        List<String> names = new ArrayList<>();
        result.fieldNames().forEachRemaining(names::add);
        assertThat(names).containsAll(REQUIRED).allMatch(name -> example.get(0).has(name));
        assertThat(result).allMatch(JsonNode::isTextual);
        assertThat(STATUSES).contains(result.path("status").asText());
        assertThat(result.path("summary").asText()).doesNotContain("\n").isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(Verdict.class)
    void eachVerdictFollowsTheProtocol(Verdict verdict) throws Exception {
        followsTheProtocol(entry(verdict));
        assertThat(entry(verdict).summary()).startsWith(verdict.toString());
        assertThat(entry(verdict).details()).contains("./vc4lab b4-check");
    }

    @Test
    void aRefusalFollowsTheProtocol() throws Exception {
        followsTheProtocol(B4CheckEntry.refused("refused: a\nb"));
    }

    @ParameterizedTest
    @CsvSource({
        "CLEAN, pass", "REPRODUCED, fail", "OTHER_REPORT, fail", "BROKEN, fail", "LATENCY, fail", "MASKED, warn",
        "PANIC, fail", "HUNG, fail", "NO_BOOT, fail", "BUILD_FAILED, fail", "PATCH_FAILED, warn", "INFRA, warn"
    })
    void theStatusIsThatOfTheVerdict(Verdict verdict, String status) {
        assertThat(entry(verdict).status()).hasToString(status);
    }
}
