// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which changes of the lab's code rerun trials. */
class LabCodeTest {
    @TempDir
    Path classes;

    @BeforeEach
    void copyClasses() throws IOException {
        for (String name : new String[] {
            "build/store/Store",
            "container/ContainerSpec",
            "exec/Command",
            "guest/Guest",
            "kernellog/Report",
            "lab/judge/Judge",
            "patch/Series",
            "source/Yaml",
            "matrix/MatrixPlan",
            "explore/Explorer",
            "trace/Tracer",
            "debug/Debugger",
            "shrink/LabShrinker",
            "cli/Main",
            "report/KtapReport"
        }) {
            Path file = classes.resolve("org/vc4lab/" + name + ".class");
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
    }

    private String hashAfterChangeOf(String name) throws IOException {
        Path file = classes.resolve("org/vc4lab/" + name + ".class");
        Files.writeString(file, "changed", StandardOpenOption.APPEND);
        return LabCode.read(classes).hash();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "container/ContainerSpec",
                "exec/Command",
                "guest/Guest",
                "kernellog/Report",
                "lab/judge/Judge",
                "patch/Series",
                "source/Yaml"
            })
    void whatATrialRunsThroughCounts(String name) throws Exception {
        String before = LabCode.read(classes).hash();
        assertThat(hashAfterChangeOf(name)).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cli/Main",
                "report/KtapReport",
                "matrix/MatrixPlan",
                "explore/Explorer",
                "trace/Tracer",
                "debug/Debugger",
                "shrink/LabShrinker"
            })
    void whatUsesResultsDoesNot(String name) throws Exception {
        String before = LabCode.read(classes).hash();
        assertThat(hashAfterChangeOf(name)).isEqualTo(before);
    }

    /** A new package reruns all trials at each of its changes unless it is said to be above the lab. */
    @Test
    void noPackageButTheseCounts() throws Exception {
        Path ownClasses = Path.of(LabCode.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<String> counting = new ArrayList<>();
        try (Stream<Path> packages = Files.list(ownClasses.resolve("org/vc4lab"))) {
            for (Path folder : packages.filter(Files::isDirectory).sorted().toList()) {
                String name = folder.getFileName().toString();
                Files.createDirectories(classes.resolve("org/vc4lab").resolve(name));
                Files.writeString(classes.resolve("org/vc4lab/" + name + "/Added.class"), "");
                String before = LabCode.read(classes).hash();
                if (!hashAfterChangeOf(name + "/Added").equals(before)) {
                    counting.add(name);
                }
            }
        }
        assertThat(counting)
                .containsExactly("build", "container", "exec", "guest", "kernellog", "lab", "patch", "source");
    }

    /** Results of explorations depend on this package as well. */
    @Test
    void aPackageThatNoTrialUsesHasAHashOfItsOwn() throws Exception {
        String before = LabCode.read(classes).hashOf("explore");
        hashAfterChangeOf("cli/Main");
        hashAfterChangeOf("guest/Guest");
        assertThat(LabCode.read(classes).hashOf("explore")).isEqualTo(before);
        hashAfterChangeOf("explore/Explorer");
        assertThat(LabCode.read(classes).hashOf("explore")).isNotEqualTo(before);
    }

    @Test
    void aJarHasTheChecksumsOfItsClasses(@TempDir Path folder) throws Exception {
        Path jar = folder.resolve("classes.jar");
        try (FileSystem zip = FileSystems.newFileSystem(jar, Map.of("create", "true"))) {
            PathUtils.copyDirectory(classes, zip.getPath("/"));
        }
        assertThat(LabCode.readJar(jar)).isEqualTo(LabCode.read(classes));
    }

    @Test
    void thisCodeHasAHash() throws Exception {
        assertThat(LabCode.running().hash()).isNotEqualTo(LabCode.read(classes).hash());
    }
}
