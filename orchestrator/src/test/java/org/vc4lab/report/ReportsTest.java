// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.vc4lab.exec.Json;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.MatrixFixtures;
import org.vc4lab.matrix.NightlyComparison;
import org.vc4lab.report.HtmlReport.TrialArtifacts;
import org.vc4lab.report.KcidbDocument.KcidbBuild;
import org.vc4lab.report.KcidbDocument.KcidbIncident;
import org.vc4lab.report.KcidbDocument.KcidbTest;

class ReportsTest {
    /** As a kernel or a patch may print it. */
    private static final String WILD = "<script>alert('1')</script> & \u001b[31m]]> \"q\"\nok 1 - not # SKIP me";

    private static final Path PAGES = Path.of("/nights/of jane/site/trials");

    private interface DocumentWriter {
        void write(MatrixDocument document, Writer out) throws IOException;
    }

    private static String render(DocumentWriter writer, MatrixDocument document) {
        StringWriter out = new StringWriter();
        try {
            writer.write(document, out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toString();
    }

    private static void junit(MatrixDocument document, Writer out) throws IOException {
        JUnitReport.write(document, PAGES, out);
    }

    private static void ktap(MatrixDocument document, Writer out) throws IOException {
        KtapReport.write(document, PAGES, out);
    }

    @Test
    void junitXmlIsValidAgainstTheCommonSchema() throws Exception {
        String xml = render(ReportsTest::junit, MatrixFixtures.documentWithAllKinds(WILD));
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(Objects.requireNonNull(ReportsTest.class.getResource("JUnit.xsd")))
                .newValidator()
                .validate(new StreamSource(new StringReader(xml)));
    }

    @Test
    void kernelErrorsAreFailuresAndInfrastructureErrorsAreErrors() {
        String xml = render(ReportsTest::junit, MatrixFixtures.documentWithAllKinds("why"));
        assertThat(xml)
                .contains("<failure type=\"PANIC\" message=\"PANIC, expected CLEAN\">")
                .contains("<failure type=\"LATENCY\" message=\"LATENCY\">")
                .contains("<error type=\"INFRA\"")
                .contains("<error type=\"MISSING\"")
                .contains("<testcase name=\"5.10/arm/base/play/prompt\" classname=\"5.10.arm.base\""
                        + " time=\"6.400\"></testcase>");
    }

    @Test
    void jsonIsValidAgainstThePublishedSchema() throws Exception {
        assertThat(problems(render(Json::writeDocument, MatrixFixtures.documentWithAllKinds(WILD))))
                .isEmpty();
    }

    @Test
    void theSchemaRefusesAnUnknownVerdict() throws Exception {
        String json = render(Json::writeDocument, MatrixFixtures.documentWithAllKinds(WILD));
        assertThat(problems(json.replace("\"verdict\" : \"PANIC\"", "\"verdict\" : \"NICE\"")))
                .isNotEmpty();
        assertThat(problems(json.replace("\"notes\"", "\"remarks\""))).isNotEmpty();
    }

    private static Set<ValidationMessage> problems(String json) throws IOException {
        String schema = Files.readString(MatrixFixtures.HOME.resolve("ci/matrix.schema.json"));
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(schema)
                .validate(new ObjectMapper().readTree(json));
    }

    @Test
    void ktapHasAPlanForEachSuiteAndCarriesNoForeignLines() {
        List<String> lines = render(ReportsTest::ktap, MatrixFixtures.documentWithAllKinds(WILD))
                .lines()
                .toList();
        assertThat(lines)
                .startsWith("KTAP version 1", "1..3", "  KTAP version 1", "  # Subtest: 5.10/arm", "  1..3")
                .contains(
                        "  ok 1 5.10/arm/base/play/prompt",
                        "  not ok 3 5.10/arm/broken/play/prompt # PANIC",
                        "not ok 1 5.10/arm",
                        "  ok 1 6.1/arm64/fix/play/prompt # SKIP INFRA",
                        "  ok 1 6.1/arm64/base/play/prompt # SKIP not made")
                .allMatch(line -> line.matches(" {0,2}(KTAP version 1|1\\.\\.\\d+|(not )?ok \\d+ .*|# .*)"))
                .noneMatch(line -> line.matches(" *ok 1 - not.*"));
    }

    /** Each report says what was explored, and those of this host how a finding runs again; texts add no lines. */
    @Test
    void otherSchedulesAreInEachReport() throws Exception {
        MatrixDocument document = MatrixFixtures.documentWithSchedules(WILD);
        assertThat(problems(render(Json::writeDocument, document))).isEmpty();
        String replay =
                "./vc4lab replay '/nights/of jane/site/trials/5.10_arm_fix_play_prompt_17-random.schedule.json'";
        assertThat(render(ReportsTest::junit, document))
                .contains(
                        "5.10/arm/fix/play/prompt/17-random: HUNG in 1 of 17 schedules",
                        replay,
                        "5.10/arm/fix/play/prompt/500-pct1-50ms: CLEAN in 500 schedules",
                        "Policy pct, change points: 1, seeds from 1, 1534 to 1584 ms",
                        "Distinct orders in which processors entered the changed files: 312",
                        "A bug of depth 2 in these windows",
                        "at least 22.12 %")
                .doesNotContain("<script>", "\u001b");
        assertThat(render(ReportsTest::ktap, document).lines())
                .contains("  # CLEAN in 500 schedules", "  # Run it again: " + replay)
                .allMatch(line -> line.matches(" {0,2}(KTAP version 1|1\\.\\.\\d+|(not )?ok \\d+ .*|# .*)"))
                .noneMatch(line -> line.matches(" *ok 1 - not.*"));
        String kcidb = Json.document(
                KcidbReport.of("vc4lab", "run-1", document.startedAt(), KernelRun.of(document, Map.of())));
        assertThat(kcidb)
                .contains("CLEAN in 500 schedules", "vc4lab.squeak.play.prompt.schedules")
                .doesNotContain("replay", "of jane");
        HtmlReport html = new HtmlReport(NightlyComparison.withoutHistory(document), PAGES);
        StringWriter page = new StringWriter();
        html.writeTrial(
                document.results().get(1),
                new TrialArtifacts(List.of(), Optional.empty(), Optional.empty(), Optional.empty()),
                page);
        assertThat(page.toString())
                .contains(
                        "HUNG in 1 of 17 schedules",
                        replay.replace("'", "&#39;"),
                        "href=\"5.10_arm_fix_play_prompt_17-random.schedule.json\"")
                .doesNotContain("<script>alert");
        StringWriter index = new StringWriter();
        html.writeIndex(index);
        assertThat(index.toString()).contains("&middot; 17-random", "&middot; 500-pct1-50ms");
    }

    @Test
    void theCaseOfATrialIsInEachReport() throws Exception {
        MatrixDocument document = MatrixFixtures.documentWithTwoCases();
        String id = "leak/5.10/arm/pristine/play/prompt";
        String json = render(Json::writeDocument, document);
        assertThat(problems(json)).isEmpty();
        assertThat(new ObjectMapper().readTree(json).at("/results/1/case").asText())
                .isEqualTo("leak");
        assertThat(render(ReportsTest::junit, document))
                .contains("testsuite name=\"5.10 arm\"", "testsuite name=\"leak 5.10 arm\"")
                .contains("<testcase name=\"" + id + "\" classname=\"leak.5.10.arm.pristine\"");
        assertThat(render(ReportsTest::ktap, document).lines())
                .contains("  # Subtest: 5.10/arm", "  # Subtest: leak/5.10/arm", "  ok 1 " + id);
        HtmlReport html = new HtmlReport(NightlyComparison.withoutHistory(document), PAGES);
        StringWriter index = new StringWriter();
        html.writeIndex(index);
        assertThat(index.toString())
                .contains("vc4lab &middot; squeak, leak<", ">arm</span></h2>", ">arm &middot; leak</span></h2>");
        for (int i = 0; i < 2; i++) {
            StringWriter page = new StringWriter();
            html.writeTrial(
                    document.results().get(i),
                    new TrialArtifacts(List.of(), Optional.empty(), Optional.empty(), Optional.empty()),
                    page);
            assertThat(page.toString())
                    .contains("<dt>case</dt><dd>" + List.of("squeak", "leak").get(i) + "</dd>");
        }
    }

    /** The kernels of two cases may have equal sources, and other configurations. */
    @Test
    void theCaseOfATrialIsInTheDocumentForKernelCi() {
        MatrixDocument document = MatrixFixtures.documentWithTwoCases();
        KcidbDocument kcidb = KcidbReport.of(
                "vc4lab",
                "run-1",
                document.startedAt(),
                KernelRun.of(document, Map.of("5.10/arm/pristine", "", "leak/5.10/arm/pristine", "")));
        assertThat(kcidb.checkouts()).hasSize(1);
        assertThat(kcidb.builds()).extracting(KcidbBuild::id).hasSize(2).doesNotHaveDuplicates();
        assertThat(kcidb.tests())
                .extracting(KcidbTest::path)
                .containsExactly("vc4lab.squeak.play.prompt", "vc4lab.leak.play.prompt");
        assertThat(kcidb.incidents())
                .as("a clean trial of another case proves nothing")
                .extracting(KcidbIncident::present)
                .containsExactly(true);
    }

    /** Windows end before the canary: clean schedules do not say that a report of other kernels is absent. */
    @Test
    void cleanSchedulesProveNoAbsence() {
        MatrixDocument document = MatrixFixtures.document(
                MatrixFixtures.STARTED_AT,
                Stream.concat(
                                Stream.of(MatrixFixtures.trial(
                                        "5.10/arm/base/play/prompt",
                                        "1",
                                        Verdict.REPRODUCED,
                                        Optional.of(Verdict.REPRODUCED),
                                        "it squeaks")),
                                MatrixFixtures.documentWithSchedules("it squeaks").results().stream()
                                        .skip(2))
                        .toList(),
                List.of());
        assertThat(KcidbReport.of("vc4lab", "run-1", document.startedAt(), KernelRun.of(document, Map.of()))
                        .incidents())
                .extracting(KcidbIncident::present)
                .containsExactly(true);
    }
}
