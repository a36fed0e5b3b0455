// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.model.Verdict;

/** patches/case.schema.json describes what {@link CaseFile} accepts. */
final class CaseSchemaTest {
    private static final Path HOME = Path.of(System.getProperty("vc4lab.home"));
    private static final Path PATCHES = HOME.resolve("patches");
    private static final Path SCHEMA = PATCHES.resolve("case.schema.json");

    static List<String> cases() throws IOException {
        return new CaseRepository(PATCHES, Faults.read(HOME)).names();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyCaseIsValidAndNamesTheSchema(String name) throws Exception {
        Path file = PATCHES.resolve(name).resolve("case.yaml");
        String yaml = Files.readString(file);

        assertThat(problems(yaml)).isEmpty();
        Matcher modeline = Pattern.compile("(?m)^# yaml-language-server: \\$schema=(\\S+)$")
                .matcher(yaml);
        assertThat(modeline.find()).isTrue();
        assertThat(file.resolveSibling(modeline.group(1)).normalize()).isEqualTo(SCHEMA.normalize());
    }

    @Test
    void aCaseThatIsReadIsValid() throws Exception {
        assertThat(problems(TestCase.YAML)).isEmpty();
        assertThat(problems(TestCase.SILENT)).isEmpty();
        assertThat(problems(TestCase.SILENT.replace("base: base", "kernels: from 5.4\nunpatched: base")))
                .isEmpty();
        assertThat(problems(TestCase.YAML.replace(ScenarioReaderTest.AUDIO, ScenarioReaderTest.MORE)))
                .isEmpty();
    }

    /** The smallest case of the page, with each of the page's other parts. */
    @Test
    void thePageShowsValidCases() throws Exception {
        Matcher block = Pattern.compile("(?s)```yaml\n(.*?)```")
                .matcher(Files.readString(PATCHES.resolveSibling("docs/cases.md")));
        JsonNode smallest = new YAMLMapper().createObjectNode();
        int blocks = 0;
        while (block.find()) {
            JsonNode part = new YAMLMapper().readTree(block.group(1));
            smallest = blocks == 0 ? part : smallest;
            ObjectNode whole = smallest.deepCopy();
            part.properties().forEach(entry -> whole.set(entry.getKey(), entry.getValue()));
            if (part.has("unpatched") && blocks > 0) {
                whole.remove("base");
            }
            assertThat(problems(whole)).as(block.group(1)).isEmpty();
            blocks++;
        }
        assertThat(blocks).isGreaterThan(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            kernel: 5.10.223        | kernel: 5.10
            summary: the            | sumary: the
            config: armv7l-lockdep  |
            plays: 1                | plays: one
            plays: 1                | plays: 1.5
            plays: 1                | plays: -1
            cards: [0]              | cards: []
            guestSeconds: 20        | guestSeconds: 0
            hdmi0: {packet-delay-ns: 2000} | hdmi0: 3
            {packet-delay-ns: 2000} | {packet-delay-ns: [1]}
            floor: 300              | flor: 300
            kind: ATOMIC_SLEEP      | kind: SLEEPY
            [__might_sleep, mutex_lock] | ["a?"]
            [__might_sleep, mutex_lock] | []
            hang: true              | hang: perhaps
            slow: CLEAN}            | slow: OK}
            case: squeak            | case: ../squeak
            base: base              | base: Base
            base: base              |
            base: base              | unpatched: No
            config: armv7l-lockdep  | unpatched: base; config: armv7l-lockdep
            config: armv7l-lockdep  | kernels: newer; config: armv7l-lockdep
              twice:                | t w:
              prompt:               | -prompt:
            - name: fix             | - name: a/b
            fastProcessors: true    | fastProcessors: 4
            floor: 700              | flor: 700
            from 5.14 before 6.2    | since 5.14
            unpatched: pristine     | unpatched: pristine;     fragments: [debugfs.config]
            """)
    void refusesTheMistakesThatTheReaderRefuses(String from, String to) throws Exception {
        String yaml = TestCase.YAML.replaceFirst(
                Pattern.quote(from), to == null ? "" : Matcher.quoteReplacement(to.replace("; ", "\n")));
        assertThat(problems(yaml)).isNotEmpty();
    }

    @Test
    void listsTheVerdictsAndTheKindsOfReports() throws Exception {
        JsonNode definitions = new ObjectMapper().readTree(SCHEMA.toFile()).path("$defs");
        assertThat(definitions.at("/verdict/enum"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(texts(Verdict.values()));
        assertThat(definitions.at("/report/properties/kind/enum"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(texts(ReportKind.values()));
    }

    private static List<String> texts(Object[] constants) {
        return Stream.of(constants).map(Object::toString).toList();
    }

    static Set<ValidationMessage> problems(String yaml) throws IOException {
        return problems(new YAMLMapper().readTree(yaml));
    }

    private static Set<ValidationMessage> problems(JsonNode yaml) throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(SCHEMA))
                .validate(yaml);
    }
}
