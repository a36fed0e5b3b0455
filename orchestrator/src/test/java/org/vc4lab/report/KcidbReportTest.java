// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.Golden;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.Json;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.matrix.MatrixFixtures;
import org.vc4lab.patch.Patch;
import org.vc4lab.patch.Series;
import org.vc4lab.report.KcidbDocument.KcidbCheckout;
import org.vc4lab.report.KcidbDocument.KcidbIncident;
import org.vc4lab.report.KcidbDocument.KcidbTest;
import org.vc4lab.report.KernelRun.TrialRun;
import org.vc4lab.report.VerifyDocument.ReportEntry;

/** Documents are valid against the schema that KernelCI publishes; see kcidb/README.md of the test resources. */
final class KcidbReportTest {
    private static final String STARTED_AT = "2026-03-01T02:00:00.5Z";
    private static final String COMMIT = "0123456789".repeat(4);
    private static final ReportEntry W1 =
            new ReportEntry(Optional.of("W1"), "ATOMIC_SLEEP", "it squeaks", "0011223344556677");

    @TempDir
    Path folder;

    private static Set<ValidationMessage> problems(KcidbDocument document) throws Exception {
        JsonNode json = Json.mapper().readTree(Json.document(document));
        return schema().validate(json, context -> context.getExecutionConfig().setFormatAssertionsEnabled(true));
    }

    /** Java's expressions have another name for the character 0 than Python's. */
    private static JsonSchema schema() throws Exception {
        try (InputStream file =
                Objects.requireNonNull(KcidbReportTest.class.getResourceAsStream("/kcidb/v5.3.schema.json"))) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                    .getSchema(text.replace("\\\\0]", "\\\\x00]"));
        }
    }

    private static KcidbDocument document(List<KernelRun> runs) {
        return KcidbReport.of("vc4lab", "run-1", STARTED_AT, runs);
    }

    private static Patch patch(String diff) {
        return Patch.of("patch", "subject", diff);
    }

    private static KernelSpec kernel(KernelSource source, Patch... patches) {
        return new KernelSpec(source, "arm64-lockdep", List.of(new Series("series", List.of(patches))));
    }

    private static KernelRun run(String name, KernelSpec kernel, Verdict verdict, TrialRun... trials) {
        return new KernelRun(
                "squeak",
                name,
                "arm64-lockdep",
                KernelRun.commit(kernel.source()),
                Optional.of(KernelRun.patchsetHash(kernel)),
                verdict,
                Optional.of("why"),
                List.of(trials));
    }

    private static TrialRun trial(String scenario, Verdict verdict, ReportEntry... reports) {
        return new TrialRun(
                scenario,
                "prompt",
                List.of("irq-late=5ms"),
                verdict,
                verdict == Verdict.CLEAN ? List.of() : List.of(new Finding(verdict, "why")),
                List.of(reports),
                6400,
                List.of());
    }

    private static KernelSource release() {
        return new KernelSource.PatchedRelease("5.10.223");
    }

    private static List<KernelRun> runs() {
        return List.of(
                run("base", kernel(release()), Verdict.REPRODUCED, trial("play", Verdict.REPRODUCED, W1)),
                run(
                        "fix",
                        kernel(
                                new KernelSource.GitRevision(Path.of("/home/jane/linux"), COMMIT),
                                patch("--- a\n+++ b\n")),
                        Verdict.MASKED,
                        trial("play", Verdict.CLEAN),
                        trial("twice", Verdict.CLEAN),
                        trial("storm", Verdict.MASKED)),
                run("broken", kernel(release(), patch("x")), Verdict.BUILD_FAILED),
                run("stale", kernel(release(), patch("y")), Verdict.PATCH_FAILED),
                run("ours", kernel(release(), patch("z")), Verdict.INFRA));
    }

    @Test
    void eachVerdictIsValidAgainstThePublishedSchema() throws Exception {
        List<KernelRun> runs = new ArrayList<>(runs());
        for (Verdict verdict : Verdict.values()) {
            runs.add(run(verdict.toString(), kernel(release()), verdict, trial("play", verdict, W1)));
        }

        assertThat(problems(document(runs))).isEmpty();
        assertThat(problems(document(List.of()))).isEmpty();
    }

    @Test
    void theResultsOfAMatrixAreValidWhateverAGuestPrints() throws Exception {
        String hostile = "\u0000\u001b[31m\ud800 \"\\ \u202e" + "x".repeat(20_000);
        KcidbDocument document = document(KernelRun.of(MatrixFixtures.documentWithAllKinds(hostile), Map.of()));

        assertThat(problems(document)).isEmpty();
        assertThat(document.tests()).hasSize(4);
        assertThat(document.checkouts()).hasSize(5);
    }

    /** So that the two tests above can fail. */
    @Test
    void theSchemaRefusesWhatIsWrong() throws Exception {
        assertThat(problems(KcidbReport.of("No Origin", "run-1", STARTED_AT, runs())))
                .isNotEmpty();
        assertThat(problems(KcidbReport.of("vc4lab", "run-1", "yesterday", runs())))
                .isNotEmpty();
    }

    @Test
    void aDocumentKeepsItsBytes() throws Exception {
        Golden.check("kcidb.json", Json.document(document(runs())));
    }

    /** The command is the one in the schema's description of patchset_hash. */
    @Test
    void thePatchsetHashIsTheDocumentedOne() throws Exception {
        List<String> diffs = List.of("--- a/x\n+++ b/x\nüber\n", "--- a/y\n+++ b/y\n");
        for (int i = 0; i < diffs.size(); i++) {
            Files.writeString(folder.resolve(i + ".patch"), diffs.get(i), StandardCharsets.ISO_8859_1);
        }
        String documented = new ProcessRunner()
                .run(Command.of("sh", "-c", "sha256sum *.patch | cut -c-64 | sha256sum | cut -c-64")
                        .workingDirectory(folder))
                .orThrow()
                .text();
        KernelSpec kernel = kernel(release(), patch(diffs.get(0)), patch(diffs.get(1)));

        assertThat(document(List.of(run("two", kernel, Verdict.CLEAN))).checkouts())
                .extracting(KcidbCheckout::patchsetHash)
                .containsExactly(Optional.of(documented.strip()));
        assertThat(document(List.of(run("none", kernel(release()), Verdict.CLEAN)))
                        .checkouts())
                .extracting(KcidbCheckout::patchsetHash)
                .containsExactly(Optional.of(""));
    }

    @Test
    void aMatrixHasTheHashesThatItsRunKnows() throws Exception {
        KcidbDocument document = document(KernelRun.of(
                MatrixFixtures.documentWithAllKinds("it squeaks"),
                Map.of("5.10/arm/base", "0123".repeat(16), "5.10/arm/fix", "a shard may say anything")));

        assertThat(document.checkouts().stream().flatMap(checkout -> checkout.patchsetHash().stream()))
                .containsExactly("0123".repeat(16));
        assertThat(problems(document)).isEmpty();
    }

    /** Silence is no proof: only a CLEAN trial of the scenario that showed the issue says that it is absent. */
    @Test
    void onlyACleanTrialProvesAnAbsence() {
        KcidbDocument document = document(runs());
        List<KcidbIncident> absent = document.incidents().stream()
                .filter(incident -> !incident.present())
                .toList();
        KcidbTest fixed = document.tests().stream()
                .filter(test -> test.status().equals("PASS") && test.path().contains(".play."))
                .findFirst()
                .orElseThrow();

        assertThat(absent).extracting(KcidbIncident::testId).containsExactly(fixed.id());
        assertThat(document.incidents()).filteredOn(KcidbIncident::present).hasSize(1);
        assertThat(document.issues()).hasSize(1);
    }

    @Test
    void onlyAKernelsFaultIsAFailure() {
        KcidbDocument document = document(runs());

        assertThat(document.tests()).extracting(KcidbTest::status).containsExactly("FAIL", "PASS", "PASS", "ERROR");
        assertThat(document.builds())
                .extracting(KcidbDocument.KcidbBuild::status)
                .containsExactly("PASS", "PASS", "FAIL", "MISS");
        assertThat(document.checkouts())
                .extracting(KcidbCheckout::valid)
                .containsExactly(true, true, true, false, true);
        assertThat(document.checkouts().get(1).commit()).contains(COMMIT);
    }

    @Test
    void sourcesAndReportsHaveTheSameIdsInEachRunAndTrialsHaveTheirOwn() throws Exception {
        KcidbDocument first = document(runs());
        KcidbDocument second = KcidbReport.of("vc4lab", "run-2", STARTED_AT, runs());

        assertThat(second.checkouts()).isEqualTo(first.checkouts());
        assertThat(second.issues()).isEqualTo(first.issues());
        assertThat(Stream.concat(first.tests().stream(), second.tests().stream())
                        .map(KcidbTest::id))
                .doesNotHaveDuplicates();
        assertThat(Json.document(first)).doesNotContain("/home/jane");
    }
}
