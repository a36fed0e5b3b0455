// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.Progress;
import org.vc4lab.build.Store;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.RunProfile;
import org.vc4lab.lab.Cases;
import org.vc4lab.lab.Faults;
import org.vc4lab.lab.Ground;
import org.vc4lab.matrix.Filter;
import org.vc4lab.matrix.Matrix;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.MatrixPlan;
import org.vc4lab.matrix.PlanException;
import org.vc4lab.matrix.PlanFile;
import org.vc4lab.matrix.RunFolder;
import org.vc4lab.matrix.Shard;
import org.vc4lab.patch.SeriesReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes the trials of a plan, and reports. */
@Command(
        name = "matrix",
        description = {
            "Makes the trials of a plan, and writes reports: a site, JUnit XML, KTAP, JSON.",
            "A trial that was made before with the same inputs is taken from the store."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every trial showed what is expected of it",
            "1:a trial did not; with --night: one is worse than in the last good night",
            "128:wrong usage",
            "129:the lab itself failed, or a trial could not be made"
        })
final class MatrixCommand implements Callable<Integer> {
    private static final String RUN_PREFIX = "matrix-";

    private final Surroundings surroundings;

    @Spec
    private CommandSpec spec;

    @Option(names = "--plan", paramLabel = "FILE", description = "Default: ci/plan.yaml.")
    private @Nullable Path plan;

    @Option(
            names = "--filter",
            paramLabel = "[AXIS=]PATTERN",
            description = {
                "Only trials whose kernel, config, candidate, scenario, profile or faults fit, such as",
                "candidate=busy-wait,hw-params or config=arm64-*; without an axis any part of a trial's name.",
                "May be given more than once: all have to fit."
            })
    private List<String> filters = List.of();

    @Option(names = "--shard", paramLabel = "I/N", description = "Only the I-th of N parts; see './vc4lab merge'.")
    private String shard = "1/1";

    @Option(
            names = "--resume",
            description = {
                "Go on with the run in --out, or with the newest one of the same plan and shard that was interrupted;",
                "where there is none, begin."
            })
    private boolean resume;

    @Option(names = "--fresh", description = "Make every trial anew, whatever the store has.")
    private boolean fresh;

    @Option(names = "--list", description = "Only print the names of the trials.")
    private boolean list;

    @Mixin
    private final LauncherOptions launcher = new LauncherOptions();

    @Mixin
    private final JobsOptions jobs = new JobsOptions();

    @Option(names = "--out", paramLabel = "DIR", description = "The run's folder (default: one in runs/ of the store).")
    private @Nullable Path out;

    @Mixin
    private final MatrixOutput output = new MatrixOutput();

    MatrixCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        int sideBySide = jobs.sideBySide();
        output.check();
        MatrixPlan chosen = plan();
        Shard part = shard();
        if (list) {
            part.part(chosen)
                    .slots()
                    .forEach(slot -> spec.commandLine().getOut().println(slot.id()));
            return ExitCode.GOOD;
        }
        RunFolder run = run(chosen, part, sideBySide);
        Map<String, Path> files = new LinkedHashMap<>();
        run.records().keySet().forEach(id -> files.put(id, run.filesOf(id)));
        return output.finish(
                MatrixDocument.of(run),
                files,
                run.path(),
                part.of() == 1 && filters.isEmpty(),
                spec.commandLine().getOut());
    }

    private MatrixPlan plan() throws IOException {
        try {
            Path file = plan == null ? surroundings.home().resolve("ci/plan.yaml") : plan;
            Faults faults = Faults.read(surroundings.home());
            Cases cases = new Cases(surroundings.home().resolve("patches"), faults);
            MatrixPlan chosen =
                    MatrixPlan.of(PlanFile.read(file), cases, faults).only(Filter.of(filters));
            if (chosen.slots().isEmpty()) {
                throw new UsageException("no trial of the plan fits " + filters);
            }
            return chosen;
        } catch (PlanException wrong) {
            throw new UsageException(wrong);
        }
    }

    private Shard shard() {
        try {
            return Shard.of(shard);
        } catch (PlanException wrong) {
            throw new UsageException(wrong);
        }
    }

    private RunFolder run(MatrixPlan chosen, Shard part, int sideBySide) throws IOException, InterruptedException {
        ProcessRunner runner = new ProcessRunner();
        Progress progress = surroundings.progress(spec.commandLine().getErr());
        List<String> configs = part.part(chosen).slots().stream()
                .map(slot -> slot.trial().ofCase().config())
                .distinct()
                .toList();
        Optional<Path> before = resume ? interrupted(chosen, part) : Optional.empty();
        try (LauncherOptions.Lab lab = launcher.open(surroundings, configs, runner, progress)) {
            Matrix matrix = new Matrix(
                    lab.workshop(),
                    Ground.ofTheCase(new SeriesReader(runner)),
                    lab.trials(RunProfile.DETERMINISTIC),
                    progress,
                    sideBySide,
                    System::nanoTime);
            return matrix.run(new Matrix.Order(
                    chosen,
                    part,
                    fresh,
                    before.isPresent(),
                    before.orElseGet(this::newFolder),
                    surroundings.clock().instant(),
                    InetAddress.getLocalHost().getHostName()));
        }
    }

    private Optional<Path> interrupted(MatrixPlan chosen, Shard part) throws IOException {
        if (out != null) {
            return Files.exists(out.resolve("run.json")) ? Optional.of(out) : Optional.empty();
        }
        Path runs = Store.location(surroundings.environment()).resolve("runs");
        return Matrix.interrupted(runs, chosen, part, MatrixOutput::isOver);
    }

    private Path newFolder() {
        Path usual = surroundings.runFolder(null);
        return (out != null ? out : usual.resolveSibling(RUN_PREFIX + usual.getFileName())).toAbsolutePath();
    }
}
