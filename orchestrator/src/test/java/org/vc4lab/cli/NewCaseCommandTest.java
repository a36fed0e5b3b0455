// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.lab.CandidateResult;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Verdict;

final class NewCaseCommandTest {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();

    /** A patch that a stranger posted may not even apply; the case is made, and shows the bug. */
    @ParameterizedTest
    @CsvSource({
        "REPRODUCED, BUILD_FAILED, 0",
        "PATCH_FAILED, CLEAN, 1",
        "REPRODUCED, INFRA, 129",
    })
    void theStatusIsOfWhatShowsTheReports(Verdict base, Verdict posted, int status) throws Exception {
        Case ofCase = new CaseRepository(HOME.resolve("patches"), Faults.read(HOME)).read("vc4-hdmi-atomic-sleep");
        List<CandidateResult> results = List.of(
                CandidateResult.withoutTrials(ofCase, ofCase.candidate("base"), base, ""),
                CandidateResult.withoutTrials(ofCase, ofCase.candidate("hw-params"), posted, ""));

        assertThat(NewCaseCommand.exitCode(results, Set.of("hw-params"))).isEqualTo(status);
    }

    /** Editors complete and check a case by it. */
    @Test
    void aCaseElsewhereNamesTheLabsSchema(@TempDir Path folder) throws Exception {
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output, true);
        String log = HOME.resolve("orchestrator/src/test/resources/kernellog/seed-w1.log")
                .toString();

        int status = Main.run(
                new CliContext(HOME, Map.of(), Clock.systemUTC(), false),
                writer,
                writer,
                "new-case",
                "--dry-run",
                "--name=mine",
                "--cases=" + folder,
                log);

        assertThat(status).as(output::toString).isEqualTo(ExitCode.GOOD);
        Path file = folder.resolve("mine/case.yaml");
        Matcher modeline = Pattern.compile("(?m)^# yaml-language-server: \\$schema=(\\S+)$")
                .matcher(Files.readString(file));
        assertThat(modeline.find()).isTrue();
        assertThat(file.resolveSibling(modeline.group(1)).toRealPath())
                .isEqualTo(HOME.resolve("patches/case.schema.json").toRealPath());
    }
}
