// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ready files of ci/ for engines: valid, and their commands do what they should. */
class WorkflowFilesIT {
    private static final Path CI = Vc4labProcess.HOME.resolve("ci");

    @TempDir
    Path folder;

    private static JsonNode yaml(String file) throws IOException {
        return new YAMLMapper().readTree(CI.resolve(file).toFile());
    }

    /** Every shell command of a file, wherever it stands. */
    private static List<String> commands(JsonNode node) {
        List<String> commands = new ArrayList<>();
        node.properties().forEach(field -> {
            boolean isCommand = Set.of("run", "script", "command").contains(field.getKey());
            if (isCommand && field.getKey().equals("command")) {
                List<String> words = new ArrayList<>();
                field.getValue().forEach(word -> words.add(word.asText()));
                commands.add(String.join(" ", words));
            } else if (isCommand && field.getValue().isArray()) {
                field.getValue().forEach(line -> commands.add(line.asText()));
            } else if (isCommand) {
                commands.add(field.getValue().asText());
            }
        });
        node.forEach(child -> commands.addAll(commands(child)));
        return commands;
    }

    @ParameterizedTest
    @ValueSource(strings = {"github-actions.yml", "gitlab-ci.yml", "kubernetes-job.yaml"})
    void callsOnlyExistingScripts(String file) throws Exception {
        assertThat(commands(yaml(file))).isNotEmpty().allSatisfy(command -> {
            Path script = Vc4labProcess.HOME.resolve(command.split(" ", 2)[0]);
            assertThat(script).isExecutable();
        });
    }

    private static Set<ValidationMessage> problems(JsonNode workflow) throws IOException {
        try (InputStream schema =
                Objects.requireNonNull(WorkflowFilesIT.class.getResourceAsStream("github-workflow.json"))) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                    .getSchema(schema)
                    .validate(workflow);
        }
    }

    @Test
    void gitHubsWorkflowIsValid() throws Exception {
        JsonNode workflow = yaml("github-actions.yml");
        assertThat(problems(workflow)).isEmpty();
        ((ObjectNode) workflow.path("jobs").path("merge")).put("need", "shard");
        assertThat(problems(workflow)).isNotEmpty();
    }

    /** A tag of somebody else's repository can be moved; a commit cannot. */
    @Test
    void gitHubsWorkflowIsPinnedAndMayOnlyRead() throws Exception {
        JsonNode workflow = yaml("github-actions.yml");
        assertThat(workflow.path("permissions")).isEqualTo(new YAMLMapper().readTree("contents: read"));
        List<JsonNode> steps = new ArrayList<>();
        workflow.path("jobs").forEach(job -> job.path("steps").forEach(steps::add));
        assertThat(steps)
                .filteredOn(step -> step.has("uses"))
                .isNotEmpty()
                .allSatisfy(step -> assertThat(step.path("uses").asText()).matches(".+@[0-9a-f]{40}"))
                .filteredOn(step -> step.path("uses").asText().startsWith("actions/checkout@"))
                .isNotEmpty()
                .allSatisfy(
                        step -> assertThat(step.at("/with/persist-credentials").asText())
                                .isEqualTo("false"));
    }

    @Test
    void gitHubsMatrixIsAListOfShards() throws Exception {
        String run = commands(yaml("github-actions.yml")).get(0);
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", run).directory(Vc4labProcess.HOME.toFile());
        builder.environment().putAll(Map.of("VC4LAB_SHARDS", "3", "GITHUB_OUTPUT", output.toString()));
        assertThat(builder.start().waitFor()).isZero();
        assertThat(Files.readString(output)).isEqualTo("shards=[1,2,3]\n");
    }

    /** The engines' own variables, as each of two machines gets them; all ask for the same two parts. */
    private static List<Map<String, String>> machines(String engine) {
        return switch (engine) {
            case "GitHub" ->
                List.of(
                        Map.of("VC4LAB_SHARD", "1", "VC4LAB_SHARDS", "2"),
                        Map.of("VC4LAB_SHARD", "2", "VC4LAB_SHARDS", "2"));
            case "GitLab" ->
                List.of(
                        Map.of("CI_NODE_INDEX", "1", "CI_NODE_TOTAL", "2"),
                        Map.of("CI_NODE_INDEX", "2", "CI_NODE_TOTAL", "2"));
            case "Kubernetes" ->
                List.of(
                        Map.of("JOB_COMPLETION_INDEX", "0", "VC4LAB_SHARDS", "2"),
                        Map.of("JOB_COMPLETION_INDEX", "1", "VC4LAB_SHARDS", "2"));
            default -> throw new IllegalArgumentException(engine);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"GitHub", "GitLab", "Kubernetes"})
    void machinesOfEachEngineDivideThePlan(String engine) throws Exception {
        List<String> all = new ArrayList<>();
        for (Map<String, String> machine : machines(engine)) {
            Path log = folder.resolve("log" + all.size());
            Map<String, String> environment = new HashMap<>(machine);
            try (Vc4labProcess shard = Vc4labProcess.run(
                    log, environment, "ci/shard", folder.toString(), "--plan", "ci/slice.yaml", "--list")) {
                assertThat(shard.waitForStatus()).as(shard.output()).isZero();
                assertThat(shard.output().lines()).hasSize(2);
                all.addAll(shard.output().lines().toList());
            }
        }
        assertThat(all).hasSize(4).doesNotHaveDuplicates();
    }

    @Test
    void aMachineWithoutANumberIsRefused() throws Exception {
        try (Vc4labProcess shard =
                Vc4labProcess.run(folder.resolve("log"), Map.of("VC4LAB_SHARD", ""), "ci/shard", folder.toString())) {
            assertThat(shard.waitForStatus()).isNotZero();
            assertThat(shard.output()).contains("no engine says which part");
        }
    }
}
