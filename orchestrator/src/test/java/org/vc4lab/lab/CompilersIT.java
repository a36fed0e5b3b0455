// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.Nightly;
import org.vc4lab.build.kernel.KernelBuild;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.patch.SeriesReader;

/** The case's reports have their names, whatever the compiler inlined. Writes the table that ci/compilers prints. */
@Nightly
class CompilersIT {
    private static final Path TABLE = TestLab.HOME.resolve("orchestrator/target/COMPILERS.md");

    @BeforeAll
    static void beginTheTable() throws IOException {
        Files.createDirectories(TABLE.resolveSibling(""));
        Files.write(
                TABLE, List.of("| configuration | option | candidate | reports | inlined |", "|---|---|---|---|---|"));
    }

    @ParameterizedTest
    @CsvSource({
        "armv7l-lockdep, -O2",
        "armv7l-lockdep, -Os",
        "armv7l-gnueabi, -O2",
        "armv7l-gnueabi, -Os",
        "armv7l-clang, -O2",
        "armv7l-clang, -Os"
    })
    void bothReportsHaveTheirNames(String config, String option) throws Exception {
        try (TestLab lab = TestLab.open(config)) {
            assertThat(reportNames(lab, option, "base")).containsExactly("W1");
            assertThat(reportNames(lab, option, "nonatomic-only")).containsExactly("W2");
        }
    }

    private static List<String> reportNames(TestLab lab, String option, String candidate) throws Exception {
        Trial trial = lab.trial(lab.candidate(candidate), "prompt");
        KernelSpec spec =
                KernelResolver.forCase(new SeriesReader(lab.processes())).resolve(trial.ofCase(), trial.candidate());
        KernelBuild build = lab.workshop().buildKernel(spec.withOnlyFragments(fragments(option)));
        assertThat(build).isInstanceOf(KernelBuild.BuiltKernel.class);
        Evidence evidence = lab.runner(ClockMode.DETERMINISTIC)
                .run(
                        trial,
                        BuildArtifacts.of(lab.workshop(), trial.ofCase(), ((KernelBuild.BuiltKernel) build).kernel()),
                        TestLab.trialFolder(CompilersIT.class).resolve(spec.config() + option + "-" + candidate))
                .evidence();
        String row = String.join(
                " | ",
                spec.config(),
                option,
                candidate,
                String.join(", ", evidence.reportNames()),
                inlinedFunctions(trial, evidence));
        Files.writeString(TABLE, "| " + row + " |\n", StandardOpenOption.APPEND);
        return evidence.reportNames();
    }

    private static List<Path> fragments(String option) {
        return option.equals("-Os") ? List.of(TestLab.HOME.resolve("kernel-configs/size.config")) : List.of();
    }

    /** Functions of the named reports' chains that the log does not have. */
    private static String inlinedFunctions(Trial trial, Evidence evidence) {
        return evidence.relevantReports().stream()
                .filter(report -> report.name().isPresent())
                .flatMap(report -> trial.ofCase().reports().patterns().stream()
                        .filter(pattern -> report.name().get().equals(pattern.name()))
                        .flatMap(pattern -> pattern.chain().stream())
                        .filter(link -> report.functions().stream().noneMatch(link::matches)))
                .map(Object::toString)
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
