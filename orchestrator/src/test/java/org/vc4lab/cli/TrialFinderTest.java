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
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.evidence.EvidenceBuilder;
import org.vc4lab.lab.evidence.EvidenceFile;
import org.vc4lab.lab.judge.Judge;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialSelection;

/** Trials that have run, by the names that users know them by. */
class TrialFinderTest {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();
    private static final String CASE = "vc4-hdmi-atomic-sleep";
    private static final String OTHER_CASE = "vc4-hvs-srcu-leak";
    private static final String ID = "5.10.223/armv7l-lockdep/base/play/prompt";

    @TempDir
    Path store;

    private Path runs;

    @BeforeEach
    void makeRuns() throws Exception {
        runs = Files.createDirectories(store.resolve("runs"));
    }

    private static Trial trial(String kernel, String candidate, String scenario, String... faults) throws Exception {
        Faults knownFaults = Faults.read(HOME);
        Case ofCase = new CaseRepository(HOME.resolve("patches"), knownFaults)
                .read(CASE)
                .withKernel(kernel);
        TrialSelection selection = new TrialSelection(
                List.of(scenario),
                Stream.of(faults).map(fault -> parse(knownFaults, fault)).toList());
        return ofCase.trials(
                        ofCase.candidates().stream()
                                .filter(each -> each.name().equals(candidate))
                                .findFirst()
                                .orElseThrow(),
                        selection)
                .get(1);
    }

    private static org.vc4lab.lab.model.Fault.FaultInjection parse(Faults known, String fault) {
        try {
            return known.parseInjection(fault);
        } catch (org.vc4lab.lab.model.UnknownNameException unknown) {
            throw new AssertionError(unknown);
        }
    }

    /** As a trial leaves it. */
    private Path leave(Trial trial) throws Exception {
        Path folder = Files.createDirectories(runs.resolve("20260101-000000-1").resolve(trial.folderName()));
        Evidence built = new EvidenceBuilder().build(trial);
        Evidence evidence = new Evidence(
                Evidence.TrialSetup.of(trial, ClockMode.DETERMINISTIC, List.of(), List.of()),
                built.log(),
                built.hardware(),
                built.witness(),
                built.wall());
        EvidenceFile.write(folder.resolve("evidence.json"), evidence, Judge.judge(trial, evidence));
        return folder;
    }

    private Trial find(String name) throws Exception {
        TrialNames names = new TrialFinder(runs).find(name, CASE, List.of(CASE, OTHER_CASE));
        return names.resolve(
                        new CaseRepository(HOME.resolve("patches"), Faults.read(HOME)),
                        null,
                        new TreeOptions(),
                        new ProcessRunner(),
                        Progress.silent())
                .withSchedule(names.schedule())
                .trial();
    }

    @Test
    void aTrialIsFoundByItsFolderItsEvidenceAndItsPathBelowTheRuns() throws Exception {
        Trial ran = trial("5.10.223", "base", "play");
        Path folder = leave(ran);

        for (String name :
                List.of(folder.toString(), folder.resolve("evidence.json").toString(), runs.relativize(folder) + "/")) {
            assertThat(find(name)).as(name).isEqualTo(ran);
        }
    }

    @Test
    void kernelFaultsAndScheduleAreThoseOfTheTrial() throws Exception {
        Schedule schedule = Schedule.ofSeed(SchedulePolicy.RANDOM, 17, 0, Optional.empty());
        for (Trial ran : List.of(
                trial("5.10.223", "hw-params", "play", "irq-late=5ms").withSchedule(schedule),
                trial("6.12.107", "nonatomic-forced", "play", "irq-late=5ms", "unplug=on"))) {
            assertThat(find(leave(ran).toString())).isEqualTo(ran);
        }
    }

    /** The evidence has all faults of a trial: those of its scenario are not asked for once more. */
    @Test
    void faultsOfTheScenarioAreNotRequestedOnes() {
        List<String> own = List.of("unplug=on", "irq-late=5ms");
        assertThat(TrialNames.withoutFirst(List.of("unplug=on", "irq-late=5ms", "unplug=on"), own))
                .containsExactly("unplug=on");
        assertThat(TrialNames.withoutFirst(own, own)).isEmpty();
        assertThat(TrialNames.withoutFirst(List.of("irq-late=5ms"), own)).containsExactly("irq-late=5ms");
    }

    @Test
    void anIdOfAReportNamesATrialThatNeedNotBeHere() throws Exception {
        assertThat(find("6.12.107/arm64-lockdep/nonatomic-forced/play/slow-packet/irq-late=5ms+unplug=on"))
                .satisfies(trial -> {
                    assertThat(trial.ofCase().kernel()).isEqualTo("6.12.107");
                    assertThat(trial.ofCase().config()).isEqualTo("arm64-lockdep");
                    assertThat(trial.candidate().name()).isEqualTo("nonatomic-forced");
                    assertThat(trial.scenario().name()).isEqualTo("play");
                    assertThat(trial.profile().name()).isEqualTo("slow-packet");
                    assertThat(trial.requestedFaults()).hasSize(2);
                    assertThat(trial.schedule()).isEqualTo(Schedule.FIXED);
                });
    }

    /** As a plan's blocks with another case than the plan's have it. */
    @ParameterizedTest
    @CsvSource({"'',0", "/irq-late=5ms,1"})
    void anIdMayBeginWithItsCase(String end, int faults) throws Exception {
        assertThat(find(OTHER_CASE + "/6.1.176/armv7l-lockdep/pristine/mode-set/default" + end))
                .satisfies(trial -> {
                    assertThat(trial.ofCase().name()).isEqualTo(OTHER_CASE);
                    assertThat(trial.ofCase().kernel()).isEqualTo("6.1.176");
                    assertThat(trial.profile().name()).isEqualTo("default");
                    assertThat(trial.requestedFaults()).hasSize(faults);
                });
        assertThat(errorOf("gdb", OTHER_CASE + "/6.1.176/armv7l-lockdep/pristine/mode-set/default", "--case", CASE))
                .contains("is of the case " + OTHER_CASE);
    }

    private String errorOf(String... arguments) {
        StringWriter err = new StringWriter();
        int status = Main.run(
                new CliContext(HOME, Map.of("VC4LAB_CACHE", store.toString()), Clock.systemUTC(), false),
                new PrintWriter(new StringWriter()),
                new PrintWriter(err, true),
                arguments);
        assertThat(status).as(err::toString).isEqualTo(ExitCode.USAGE);
        return err.toString().replaceAll("\\s+", " ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ID + " --kernel 6.12.107 | decides what --kernel would: use either",
                ID + " --config arm64-lockdep | decides what --config would",
                ID + " --profile prompt | decides what --profile would",
                ID + " --fault unplug=on | decides what --fault would",
                ID + " --scenario play | decides what --scenario would",
                ID + " --seed 3 | decides what --seed would",
                ID + " --schedule race.schedule.json | decides what --schedule would",
                ID + " --candidate hw-params | is of the candidate base",
                "no/such/trial | no trial no/such/trial: neither a folder with evidence.json",
                "5.10.223/armv7l-lockdep/base/play | nor an id such as",
                "mine/" + ID + " | the lab has no case 'mine'; --case takes the folder of one that is elsewhere",
                "mine/" + ID + "/irq-late=5ms | the lab has no case 'mine'; --case takes",
                ID + "/random-100 | is many schedules: leave out the trial and use gdb --schedule FILE",
                OTHER_CASE + "/" + ID + "/9-random | is many schedules: leave out the trial",
                "2.6.32/armv7l-lockdep/base/play/prompt | kernel: ",
                "5.10.223/armv7l-lockdop/base/play/prompt | config: ",
                "5.10.223/armv7l-lockdep/base/plya/prompt | scenario: ",
                "5.10.223/armv7l-lockdep/base/play/slow | profile: ",
                "5.10.223/armv7l-lockdep/mine.mbox/play/prompt | name its patches with --candidate",
                ID + "/plug=on | faults: "
            })
    void whatDoesNotFitIsRefused(String arguments, String message) {
        String[] words = ("gdb " + arguments).split(" ");
        assertThat(errorOf(words)).contains(message);
    }

    @Test
    void anotherCaseThanTheTrialsIsRefused() throws Exception {
        Path folder = leave(trial("5.10.223", "base", "play"));
        assertThat(errorOf("trace", folder.toString(), "--case", "other")).contains("is of the case " + CASE);
        Path elsewhere = Files.createDirectory(store.resolve("other"));
        Files.createFile(elsewhere.resolve("case.yaml"));
        assertThat(errorOf("trace", folder.toString(), "--case", elsewhere.toString()))
                .contains("is of the case " + CASE);
    }

    /** The evidence names the case, and does not decide which of the user's folders are read. */
    @Test
    void theFolderOfAForeignCaseIsNamedByTheUser() throws Exception {
        Path file = leave(trial("5.10.223", "base", "play")).resolve("evidence.json");
        Files.writeString(file, Files.readString(file).replace("\"" + CASE + "\"", "\"elsewhere\""));

        assertThat(errorOf("trace", file.toString()))
                .contains("no case 'elsewhere'", "--case takes the folder of one that is elsewhere");
    }

    @Test
    void evidenceWithoutAKernelIsRefused() throws Exception {
        Path file = leave(trial("5.10.223", "base", "play")).resolve("evidence.json");
        Files.writeString(file, Files.readString(file).replaceFirst("\"kernel\" : \"5.10.223\",", ""));
        assertThat(errorOf("gdb", file.toString())).contains("does not name its kernel", "run the trial again");

        Files.writeString(file, "{");
        assertThat(errorOf("gdb", file.toString())).contains("evidence.json");
    }

    /** Who took over an emulator could let the folder's file be any other. */
    @Test
    void aLinkIsNoEvidence() throws Exception {
        Path folder = leave(trial("5.10.223", "base", "play"));
        Path elsewhere = Files.move(folder.resolve("evidence.json"), store.resolve("evidence.json"));
        Files.createSymbolicLink(folder.resolve("evidence.json"), elsewhere);
        assertThat(errorOf("gdb", folder.toString())).contains("there is no file " + folder.resolve("evidence.json"));
    }
}
