// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.cli.matrix.ReportPublisher;
import org.vc4lab.exec.Json;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.explore.ShrinkLimits;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.KernelResolver;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.MatrixPlan;
import org.vc4lab.matrix.MatrixPlan.PlanFile;
import org.vc4lab.matrix.PlanException;
import org.vc4lab.matrix.PlannedTrial;
import org.vc4lab.matrix.RunDirectory;
import org.vc4lab.matrix.RunDirectory.RunManifest;
import org.vc4lab.matrix.Shard;
import org.vc4lab.matrix.ShardRunner;
import org.vc4lab.matrix.TrialFilter;
import org.vc4lab.patch.PatchFormatException;
import org.vc4lab.patch.SeriesReader;
import org.vc4lab.report.KernelRun;
import org.vc4lab.source.Yaml;
import org.vc4lab.trace.TraceList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the trials of a plan, and writes reports. */
@Command(
        name = "matrix",
        description = {
            "Runs the trials of a plan, and writes reports: a site, JUnit XML, KTAP, KCIDB, JSON.",
            "The result of a trial that ran before with the same inputs is taken from the store."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every trial showed what is expected of it",
            "1:a trial did not; with --night: one is worse than in the last good night",
            "128:wrong usage",
            "129:the lab itself failed, or a trial could not run"
        })
final class MatrixCommand extends LabCommand {
    private static final System.Logger LOG = System.getLogger(MatrixCommand.class.getName());

    @Option(names = "--plan", paramLabel = "FILE", description = "Default: ci/plan.yaml.")
    private @Nullable Path plan;

    @Option(
            names = "--filter",
            paramLabel = "[AXIS=]PATTERN",
            description = {
                "Only trials whose case, kernel, config, candidate, scenario, profile, faults or schedules fit, such",
                "as candidate=busy-wait,hw-params or config=arm64-*; without an axis any part of a trial's name.",
                "May be given more than once: all have to fit."
            })
    private List<String> filters = List.of();

    @Option(names = "--shard", paramLabel = "I/N", description = "Only the I-th of N parts; see './vc4lab merge'.")
    private String shard = "1/1";

    @Option(
            names = "--resume",
            description = {
                "Resume the run in --out, or the newest one of the same plan and shard that was interrupted;",
                "if there is none, start one."
            })
    private boolean resume;

    @Option(
            names = "--fresh",
            description = {
                "Run every trial again, whatever the store has, but none of a block with schedules,",
                "whose seeds show the same each time."
            })
    private boolean fresh;

    @Option(names = "--list", description = "Only print the names of the trials.")
    private boolean list;

    @Mixin
    private final FormatOptions formatOptions = new FormatOptions();

    @Mixin
    private final LauncherOptions launcher = new LauncherOptions();

    @Mixin
    private final JobsOptions jobs = new JobsOptions();

    @Option(names = "--out", paramLabel = "DIR", description = "The run's folder (default: one in runs/ of the store).")
    private @Nullable Path out;

    @Mixin
    private final ReportPublisher publisher = new ReportPublisher();

    @Override
    public Integer call() throws IOException, InterruptedException {
        int parallelism = jobs.parallelism();
        publisher.validate();
        MatrixPlan matrixPlan;
        Shard selectedShard;
        try {
            matrixPlan = readPlan();
            selectedShard = Shard.of(shard);
        } catch (PlanException invalid) {
            throw new UsageException(invalid);
        }
        if (list) {
            print(selectedShard.partOf(matrixPlan));
            return ExitCode.GOOD;
        }
        RunDirectory run = runShard(matrixPlan, selectedShard, parallelism);
        boolean isComplete = selectedShard.count() == 1 && filters.isEmpty();
        MatrixDocument document = MatrixDocument.of(run);
        Map<String, String> patchsets = run.manifest().patchsets().orElse(Map.of());
        PrintWriter summary = formatOptions.isJson() ? new PrintWriter(Writer.nullWriter()) : out();
        int status = publisher.publish(document, run::filesOf, patchsets, run.path(), isComplete, summary);
        if (formatOptions.isJson()) {
            Json.writeDocument(document, out());
        }
        return status;
    }

    /** Of each kernel of the plan, whichever shard tests it. A series that cannot be read is left out. */
    private static Map<String, String> patchsets(MatrixPlan matrixPlan, KernelResolver resolver)
            throws IOException, InterruptedException {
        Map<String, String> patchsets = new LinkedHashMap<>();
        for (PlannedTrial plannedTrial : matrixPlan.plannedTrials()) {
            Trial trial = plannedTrial.trial();
            if (!patchsets.containsKey(plannedTrial.kernelName())) {
                try {
                    patchsets.put(
                            plannedTrial.kernelName(),
                            KernelRun.patchsetHash(resolver.resolve(trial.ofCase(), trial.candidate())));
                } catch (PatchFormatException unreadable) {
                    LOG.log(Level.DEBUG, "no patches of " + plannedTrial.kernelName(), unreadable);
                }
            }
        }
        return patchsets;
    }

    private void print(MatrixPlan matrixPlan) {
        if (formatOptions.isJson()) {
            out().println(Json.mapper().valueToTree(matrixPlan.ids()).toPrettyString());
        } else {
            matrixPlan.ids().forEach(out()::println);
        }
    }

    private MatrixPlan readPlan() throws IOException, PlanException {
        Path file = plan == null ? context().home().resolve("ci/plan.yaml") : plan;
        Faults faults = Faults.read(context().home());
        CaseRepository caseRepository = CaseRepository.own(context().home(), faults);
        MatrixPlan matrixPlan = MatrixPlan.of(Yaml.read(file, PlanFile.class), caseRepository, faults)
                .filter(TrialFilter.of(filters));
        if (matrixPlan.plannedTrials().isEmpty()) {
            throw new UsageException("no trial of the plan fits " + filters);
        }
        return matrixPlan;
    }

    private RunDirectory runShard(MatrixPlan matrixPlan, Shard selectedShard, int parallelism)
            throws IOException, InterruptedException {
        ProcessRunner runner = new ProcessRunner();
        Progress progress = progress();
        List<String> configs = selectedShard.partOf(matrixPlan).configs();
        KernelResolver kernelResolver = KernelResolver.forCase(new SeriesReader(runner));
        RunManifest manifest = RunManifest.of(
                matrixPlan,
                selectedShard,
                context().clock().instant().toString(),
                fresh,
                InetAddress.getLocalHost().getHostName(),
                patchsets(matrixPlan, kernelResolver));
        Optional<Path> interruptedRun = resume ? findInterruptedRun(manifest) : Optional.empty();
        try (LauncherOptions.LabSession labSession = launcher.open(context(), configs, runner, progress)) {
            boolean explores = matrixPlan.plannedTrials().stream()
                    .anyMatch(plannedTrial -> plannedTrial.schedules().isPresent());
            ShardRunner shardRunner = new ShardRunner(
                    labSession.buildService(),
                    kernelResolver,
                    labSession.trialRunner(ClockMode.DETERMINISTIC),
                    explores
                            ? Optional.of(ScheduleOptions.explorer(
                                    labSession, progress, 1, Optional.of(ShrinkLimits.DEFAULT)))
                            : Optional.empty(),
                    TraceList.read(context().home()),
                    progress,
                    parallelism,
                    System::nanoTime);
            Path folder = interruptedRun.orElseGet(this::newRunFolder);
            return shardRunner.run(matrixPlan, manifest, folder, interruptedRun.isPresent());
        }
    }

    private Optional<Path> findInterruptedRun(RunManifest manifest) throws IOException {
        return out == null
                ? RunDirectory.findInterrupted(context().runs(), manifest, ReportPublisher::isFinished)
                : Optional.of(out).filter(RunDirectory::exists);
    }

    private Path newRunFolder() {
        return out != null
                ? out.toAbsolutePath()
                : context().runs().resolve("matrix-" + context().newRunName());
    }
}
