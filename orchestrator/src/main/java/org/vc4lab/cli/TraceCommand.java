// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.exec.Json;
import org.vc4lab.exec.PrintableWriter;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.witness.TracedFunctions;
import org.vc4lab.trace.CallText;
import org.vc4lab.trace.ChromeTrace;
import org.vc4lab.trace.TraceList;
import org.vc4lab.trace.TrialTracer;
import org.vc4lab.trace.TrialTracer.TracedTrial;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the calls of a kernel's functions in a trial. */
@Command(
        name = "trace",
        description = {
            "Runs a trial and shows the calls of functions on all four processors: when, in which context, by which task,",
            "with which arguments. The emulator sees them, so the kernel needs no tracing and the run is the same."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the calls are shown, whatever the trial's verdict is",
            "128:wrong usage",
            "129:the lab itself failed"
        })
final class TraceCommand extends LabCommand {
    @Mixin
    private final TrialOptions trialOptions = new TrialOptions();

    @Option(
            names = "--functions",
            paramLabel = "PATTERN",
            split = ",",
            description = {
                "Whose calls it shows, separated by commas; * stands for any characters, as in snd_pcm_*,*_trigger.",
                "Default: interrupts of the DMA engine, periods, triggers and the driver's sound, see",
                "kernel-configs/trace.yaml."
            })
    private List<String> functions = List.of();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Only calls from this time of the guest's clock on, such as 1500ms.")
    private @Nullable String from;

    @Option(names = "--until", paramLabel = "TIME", description = "Only calls before this time.")
    private @Nullable String until;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = {
                "Also write the calls to this file, in Chrome's trace event format: https://ui.perfetto.dev and",
                "chrome://tracing open it. --format json prints the same."
            })
    private @Nullable Path file;

    @Mixin
    private final RunsOption runs = new RunsOption();

    @Mixin
    private final FormatOptions formatOptions = new FormatOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ReplyOptions.requireWritable("--out", file);
        trialOptions.validate(this::hasOption);
        TracedFunctions traced = tracedFunctions();
        ProcessRunner runner = new ProcessRunner();
        Progress progress = progress();
        MachineOptions.MachineSetup setup = trialOptions.resolve(context(), runner, progress);
        try (LauncherOptions.LabSession labSession = trialOptions.machine().open(setup, context(), runner, progress)) {
            if (labSession.snapshots().isEmpty()) {
                throw new UsageException("a trace begins with a booted machine, so --no-snapshot has no meaning");
            }
            TrialTracer tracer = TrialTracer.of(
                    labSession.trialRunner(ClockMode.DETERMINISTIC),
                    setup.trial(),
                    setup.buildArtifacts(labSession.buildService()));
            requireFunctions(tracer.unmatched(traced), traced);
            tracer.excess(traced).ifPresent(problem -> {
                throw new UsageException("--functions: " + problem);
            });
            print(setup.trial(), tracer.run(traced, runs.newFolder(context())));
            return ExitCode.GOOD;
        }
    }

    private TracedFunctions tracedFunctions() throws IOException {
        TracedFunctions traced = new TracedFunctions(
                functions.isEmpty() ? TraceList.read(context().home()).functions() : functions,
                from == null ? 0 : TrialPlace.requireTime("--from", from),
                until == null ? Long.MAX_VALUE : TrialPlace.requireTime("--until", until));
        if (traced.fromNanos() >= traced.untilNanos()) {
            throw new UsageException("--until takes a time after --from, not " + until);
        }
        return traced;
    }

    /** Of the default list a kernel may have only some. */
    private void requireFunctions(List<String> unmatched, TracedFunctions traced) {
        if ((!functions.isEmpty() && !unmatched.isEmpty())
                || unmatched.size() == traced.patterns().size()) {
            throw new UsageException("this kernel has no function " + String.join(", ", unmatched));
        }
    }

    private void print(Trial trial, TracedTrial traced) throws IOException {
        ChromeTrace chromeTrace = ChromeTrace.of(
                traced.log(),
                trial.candidate().name() + ", " + trial.scenario().name() + ", "
                        + trial.profile().name());
        if (file != null) {
            write(file.toAbsolutePath(), chromeTrace);
        }
        if (formatOptions.isJson()) {
            out().print(Json.line(chromeTrace));
        } else {
            CallText.print(traced.log(), out());
        }
        out().flush();
        err().println("vc4lab: the trial's verdict is "
                + traced.result().judgement().verdict() + "; its files are in "
                + traced.result().folder());
    }

    static void write(Path file, ChromeTrace chromeTrace) throws IOException {
        AtomicFiles.<IOException>write(file, temporary -> {
            try (Writer writer = new PrintableWriter(Files.newBufferedWriter(temporary))) {
                writer.write(Json.line(chromeTrace));
            }
        });
    }
}
