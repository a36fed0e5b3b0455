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
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.vc4lab.exec.Json;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.MatrixFixtures;

class ReportsTest {
    /** As a kernel or a patch may print it. */
    private static final String WILD = "<script>alert('1')</script> & \u001b[31m]]> \"q\"\nok 1 - not # SKIP me";

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

    @Test
    void junitXmlIsValidAgainstTheCommonSchema() throws Exception {
        String xml = render(JUnitReport::write, MatrixFixtures.documentWithAllKinds(WILD));
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(Objects.requireNonNull(ReportsTest.class.getResource("JUnit.xsd")))
                .newValidator()
                .validate(new StreamSource(new StringReader(xml)));
    }

    @Test
    void kernelErrorsAreFailuresAndInfrastructureErrorsAreErrors() {
        String xml = render(JUnitReport::write, MatrixFixtures.documentWithAllKinds("why"));
        assertThat(xml)
                .contains("<failure type=\"PANIC\" message=\"PANIC, expected CLEAN\">")
                .contains("<failure type=\"LATENCY\" message=\"LATENCY\">")
                .contains("<error type=\"INFRA\"")
                .contains("<error type=\"MISSING\"")
                .contains(
                        "<testcase name=\"5.10/arm/base/play/prompt\" classname=\"5.10.arm.base\" time=\"6.400\"></testcase>");
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
        List<String> lines = render(KtapReport::write, MatrixFixtures.documentWithAllKinds(WILD))
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
}
