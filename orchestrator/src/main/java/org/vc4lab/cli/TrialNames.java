// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.CandidateResolver.ResolvedCandidates;
import org.vc4lab.cli.MachineOptions.MachineSetup;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.Schedule;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Fault.FaultInjection;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.lab.model.UnknownNameException;

/**
 * The names of a trial that has run.
 *
 * @param faults those that were asked for; with those of the scenario before them if {@code hasAllFaults}
 * @param errors makes one of the name of one of them and of what is wrong with it, with the place where it is written
 */
record TrialNames(
        String caseName,
        String kernel,
        String config,
        String candidate,
        String scenario,
        String profile,
        List<String> faults,
        boolean hasAllFaults,
        Schedule schedule,
        BiFunction<String, String, UsageException> errors) {
    TrialNames {
        faults = List.copyOf(faults);
    }

    /** A name in this lab. */
    @FunctionalInterface
    private interface NameLookup<T> {
        T find() throws IOException, UnknownNameException;
    }

    private <T> T lookUp(String key, NameLookup<T> lookup) throws IOException {
        try {
            return lookup.find();
        } catch (UnknownNameException | IllegalArgumentException unknown) {
            throw errors.apply(key, String.valueOf(unknown.getMessage()));
        }
    }

    private Case readCase(CaseRepository cases) throws IOException {
        try {
            return cases.read(caseName);
        } catch (UnknownNameException unknown) {
            throw errors.apply(
                    "case",
                    unknown.getMessage() + "; " + CaseOption.NAME + " takes the folder of one that is elsewhere");
        }
    }

    /**
     * The machine of the trial, still with the fixed schedule.
     *
     * @param givenCandidate null for the one of that name in the case
     */
    MachineSetup resolve(
            CaseRepository cases,
            @Nullable String givenCandidate,
            TreeOptions treeOptions,
            ProcessRunner runner,
            Progress progress)
            throws IOException, InterruptedException {
        Case unmodified = readCase(cases);
        Case onKernel = lookUp("kernel", () -> unmodified.withKernel(kernel));
        Case ofCase = lookUp("config", () -> onKernel.withConfig(config));
        Scenario ofTrial = lookUp("scenario", () -> ofCase.scenario(scenario));
        List<FaultInjection> requested = new ArrayList<>();
        for (String fault : requestedFaults(ofTrial)) {
            requested.add(lookUp("faults", () -> cases.faults().parseInjection(fault)));
        }
        ResolvedCandidates resolved = treeOptions
                .candidateResolver(ofCase, runner, progress)
                .resolve(candidateNames(ofCase, givenCandidate, treeOptions));
        return lookUp(
                "profile", () -> MachineSetup.of(ofCase, resolved, ofTrial.name(), requested, Optional.of(profile)));
    }

    private List<String> requestedFaults(Scenario ofTrial) {
        return hasAllFaults
                ? withoutFirst(
                        faults,
                        ofTrial.faults().stream().map(FaultInjection::describe).toList())
                : faults;
    }

    /** Those of the scenario come first. */
    static List<String> withoutFirst(List<String> parts, List<String> first) {
        boolean hasFirst =
                parts.size() >= first.size() && parts.subList(0, first.size()).equals(first);
        return hasFirst ? parts.subList(first.size(), parts.size()) : parts;
    }

    /** Whether the candidate is one of the case's own. */
    boolean isOwnCandidate(Case ofCase) {
        return ofCase.candidates().stream().anyMatch(own -> own.name().equals(candidate));
    }

    /** A file does not decide which of the user's files are read. */
    private List<String> candidateNames(Case ofCase, @Nullable String givenCandidate, TreeOptions treeOptions) {
        if (givenCandidate != null) {
            return List.of(givenCandidate);
        }
        boolean isOfCase = isOwnCandidate(ofCase);
        if (!isOfCase && !treeOptions.isGiven()) {
            throw errors.apply(
                    "candidate",
                    "'" + candidate + "' is no candidate of " + ofCase.name()
                            + ": name its patches with --candidate, or its tree with --tree");
        }
        return isOfCase ? List.of(candidate) : List.of();
    }
}
