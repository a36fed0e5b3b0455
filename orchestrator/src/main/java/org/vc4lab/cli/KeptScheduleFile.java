// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.CandidateResolver.ResolvedCandidates;
import org.vc4lab.cli.MachineOptions.MachineSetup;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.explore.ShrunkSchedule;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Fault.FaultInjection;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.source.Yaml;

/** A schedule that explore has kept, in a file that names its case, scenario, profile and faults. */
record KeptScheduleFile(Yaml yaml, ShrunkSchedule schedule) {
    static KeptScheduleFile read(Path file) {
        try {
            Yaml yaml = ShrunkSchedule.load(file);
            return new KeptScheduleFile(yaml, yaml.read(ShrunkSchedule.class));
        } catch (IOException invalid) {
            throw new UsageException(invalid);
        }
    }

    /** A name of the file, in this lab. */
    @FunctionalInterface
    private interface NameLookup<T> {
        T find() throws IOException, UnknownNameException;
    }

    private <T> T lookUp(String key, NameLookup<T> lookup) throws IOException {
        try {
            return lookup.find();
        } catch (UnknownNameException | IllegalArgumentException unknown) {
            throw new UsageException(yaml.valueError(key, String.valueOf(unknown.getMessage())));
        }
    }

    /**
     * The machine that it is a schedule of.
     *
     * @param candidate null for the one of that name in the file
     */
    MachineSetup resolve(
            Path home, @Nullable String candidate, TreeOptions treeOptions, ProcessRunner runner, Progress progress)
            throws IOException, InterruptedException {
        Faults knownFaults = Faults.read(home);
        CaseRepository cases = new CaseRepository(home.resolve("patches"), knownFaults);
        Case unmodified = lookUp("case", () -> cases.read(schedule.caseName()));
        Case onKernel = lookUp("kernel", () -> unmodified.withKernel(schedule.kernel()));
        Case ofCase = lookUp("config", () -> onKernel.withConfig(schedule.config()));
        String scenario =
                lookUp("scenario", () -> ofCase.scenario(schedule.scenario()).name());
        List<FaultInjection> faults = new ArrayList<>();
        for (String fault : schedule.faults()) {
            faults.add(lookUp("faults", () -> knownFaults.parseInjection(fault)));
        }
        ResolvedCandidates resolved = treeOptions
                .candidateResolver(ofCase, runner, progress)
                .resolve(candidateNames(ofCase, candidate, treeOptions));
        return lookUp(
                "profile", () -> MachineSetup.of(ofCase, resolved, scenario, faults, Optional.of(schedule.profile())));
    }

    /** The file does not decide which of the user's files are read. */
    private List<String> candidateNames(Case ofCase, @Nullable String candidate, TreeOptions treeOptions)
            throws IOException {
        if (candidate != null) {
            return List.of(candidate);
        }
        String name = schedule.candidate();
        boolean isOfCase =
                ofCase.candidates().stream().anyMatch(own -> own.name().equals(name));
        if (!isOfCase && !treeOptions.isGiven()) {
            throw new UsageException(yaml.valueError(
                    "candidate",
                    "'" + name + "' is no candidate of " + ofCase.name()
                            + ": name its patches with --candidate, or its tree with --tree"));
        }
        return isOfCase ? List.of(name) : List.of();
    }
}
