// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which changes of the lab's code rerun trials. */
class LabCodeHashTest {
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
        return CachingTrialRunner.hashClasses(classes);
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
        String before = CachingTrialRunner.hashClasses(classes);
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
        String before = CachingTrialRunner.hashClasses(classes);
        assertThat(hashAfterChangeOf(name)).isEqualTo(before);
    }

    /** A new package reruns all trials at each of its changes unless it is said to be above the lab. */
    @Test
    void noPackageButTheseCounts() throws Exception {
        Path ownClasses = Path.of(CachingTrialRunner.class
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
                String before = CachingTrialRunner.hashClasses(classes);
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
        String before = CachingTrialRunner.hashClasses(classes, "explore"::equals);
        hashAfterChangeOf("cli/Main");
        hashAfterChangeOf("guest/Guest");
        assertThat(CachingTrialRunner.hashClasses(classes, "explore"::equals)).isEqualTo(before);
        hashAfterChangeOf("explore/Explorer");
        assertThat(CachingTrialRunner.hashClasses(classes, "explore"::equals)).isNotEqualTo(before);
    }

    @Test
    void thisCodeHasAHash() throws Exception {
        assertThat(CachingTrialRunner.hashLabCode()).isNotEqualTo(CachingTrialRunner.hashClasses(classes));
    }
}
