// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.HostPackages;
import org.vc4lab.build.Progress;
import org.vc4lab.build.Workshop;
import org.vc4lab.cli.CandidateChooser.Choice;
import org.vc4lab.container.Engine;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.RunProfile;
import org.vc4lab.lab.CandidateResult;
import org.vc4lab.lab.Case;
import org.vc4lab.lab.Cases;
import org.vc4lab.lab.ChosenFault;
import org.vc4lab.lab.Faults;
import org.vc4lab.lab.Plan;
import org.vc4lab.lab.Scenario;
import org.vc4lab.lab.TrialRunner;
import org.vc4lab.lab.UnknownNameException;
import org.vc4lab.lab.Verdict;
import org.vc4lab.lab.Verification;
import org.vc4lab.lab.VerifyDocument;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tries the candidates of a case, or a patch of the user's own, and judges each. */
@Command(
        name = "verify",
        description = {
            "Tries the candidates of a case and judges each.",
            "Whatever is missing is set up first: Debian packages, sources, emulator, kernels, userland."
        },
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    private enum Format {
        table,
        json
    }

    private static final String ALL = "all";

    /** What a kernel does wrong, whatever its other trials tell. */
    private static final Set<Verdict> BAD = EnumSet.of(
            Verdict.REPRODUCED, Verdict.OTHER_REPORT, Verdict.BROKEN, Verdict.LATENCY, Verdict.PANIC, Verdict.HUNG);

    private final Surroundings surroundings;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--case",
            paramLabel = "NAME",
            defaultValue = "vc4-hdmi-atomic-sleep",
            description = "A folder of patches/ (default: ${DEFAULT-VALUE}).")
    private String caseName;

    @Option(
            names = "--candidate",
            paramLabel = "NAME|FILE|DIR|RANGE",
            description = {
                "One of the case's candidates, or a series of your own: a patch, an mbox, a folder of patches,",
                "a folder that quilt keeps, or with --tree a range A..B of it; applied on the case's base,",
                "or on the tree. May be given more than once; default: all of the case's, or the tree as it is."
            })
    private List<String> candidates = List.of();

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = {
                "One of the case's scenarios, or all of them. May be given more than once;",
                "default: the one that shows each candidate best."
            })
    private List<String> scenarios = List.of();

    @Option(
            names = "--fault",
            paramLabel = "NAME[=VALUE]",
            description = "A fault in the hardware, see './vc4lab faults'. May be given more than once.")
    private List<String> faults = List.of();

    @Option(
            names = "--config",
            paramLabel = "NAME",
            description = "A kernel configuration that the case knows (default: the case's own).")
    private @Nullable String config;

    @Option(
            names = "--kernel",
            paramLabel = "VERSION",
            description = {
                "A kernel of kernel-configs/kernels.lock.yaml that the case knows (default: the case's own).",
                "Which candidates there are, and what is expected of them, depends on it."
            })
    private @Nullable String kernel;

    @Mixin
    private final TreeOptions tree = new TreeOptions();

    @Mixin
    private final LauncherOptions launcher = new LauncherOptions();

    @Option(names = "--format", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format format = Format.table;

    @Option(
            names = "--free-running",
            description = {
                "Let each of the guest's processors run by the host's clock.",
                "Without it QEMU counts instructions, and a trial is the same each time."
            })
    private boolean freeRunning;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "Trials side by side (default: what cores and memory carry).")
    private @Nullable Integer jobs;

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            description = "Where the trials' folders go (default: runs/ in the store).")
    private @Nullable Path runs;

    VerifyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Faults known = Faults.read(surroundings.home());
        Case ofCase = chosenCase(known);
        Plan plan = plan(ofCase, known);
        if (jobs != null && jobs < 1) {
            throw new UsageException("--jobs takes a number from 1, not " + jobs);
        }
        ProcessRunner runner = new ProcessRunner();
        Choice chosen = new CandidateChooser(ofCase, tree, runner).choose(candidates);
        Progress progress = surroundings.progress(spec.commandLine().getErr());
        Optional<Engine> engine = launcher.prepare(
                HostPackages.forKernels(surroundings.home(), ofCase.config(), runner, progress), runner, progress);
        try (Workshop workshop =
                Workshop.open(surroundings.home(), surroundings.environment(), runner, progress, engine)) {
            RunProfile profile = freeRunning ? RunProfile.FREE_RUNNING : RunProfile.DETERMINISTIC;
            Verification verification = new Verification(
                    workshop,
                    chosen.ground(),
                    new TrialRunner(LauncherOptions.launcher(engine, workshop, runner), profile, System::nanoTime),
                    progress,
                    jobs == null ? HostCapacity.ofThisMachine().trialsSideBySide() : jobs);
            List<CandidateResult> results =
                    verification.run(ofCase, chosen.candidates(), plan, surroundings.runFolder(runs));
            print(ofCase, results);
            return status(results);
        }
    }

    private Plan plan(Case ofCase, Faults known) {
        try {
            List<String> names = new ArrayList<>();
            for (String wanted : scenarios) {
                names.addAll(
                        wanted.equals(ALL)
                                ? ofCase.scenarios().stream()
                                        .map(Scenario::name)
                                        .toList()
                                : List.of(ofCase.scenario(wanted).name()));
            }
            List<ChosenFault> chosen = new ArrayList<>();
            for (String wanted : faults) {
                chosen.add(known.choose(wanted));
            }
            return new Plan(names, chosen);
        } catch (UnknownNameException unknown) {
            throw new UsageException(String.valueOf(unknown.getMessage()));
        }
    }

    private Case chosenCase(Faults known) throws IOException {
        try {
            if (kernel != null && tree.tree().isPresent()) {
                throw new UsageException("--kernel and --tree exclude each other");
            }
            Case read = new Cases(surroundings.home().resolve("patches"), known).read(caseName);
            Case onKernel = kernel == null ? read : read.onKernel(kernel);
            return config == null ? onKernel : onKernel.on(config);
        } catch (UnknownNameException | IllegalArgumentException unknown) {
            throw new UsageException(String.valueOf(unknown.getMessage()));
        }
    }

    private void print(Case ofCase, List<CandidateResult> results) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        VerifyDocument document = VerifyDocument.of(ofCase, results);
        if (format == Format.json) {
            document.write(out);
        } else {
            VerdictTable.print(document, out);
        }
    }

    /**
     * Where something is expected, that decides; otherwise CLEAN is good, one trial in which the kernel did wrong is
     * bad, and what tells nothing about it cannot be told. Our own fault comes first, then bad.
     */
    static int status(List<CandidateResult> results) {
        List<Integer> all = results.stream().map(VerifyCommand::status).toList();
        return Stream.of(ExitCode.INFRASTRUCTURE, ExitCode.BAD, ExitCode.CANNOT_TELL)
                .filter(all::contains)
                .findFirst()
                .orElse(ExitCode.GOOD);
    }

    private static int status(CandidateResult result) {
        if (result.verdict() == Verdict.INFRA) {
            return ExitCode.INFRASTRUCTURE;
        }
        Optional<Boolean> asExpected = result.asExpected();
        if (asExpected.isPresent()) {
            return asExpected.get() ? ExitCode.GOOD : ExitCode.BAD;
        }
        if (result.trials().stream()
                .anyMatch(trial -> BAD.contains(trial.judgement().verdict()))) {
            return ExitCode.BAD;
        }
        return result.verdict() == Verdict.CLEAN ? ExitCode.GOOD : ExitCode.CANNOT_TELL;
    }
}
