// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.CandidateResolver.ResolvedCandidates;
import org.vc4lab.cli.VerificationOptions.VerificationRequest;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.Json;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.ClaimProver;
import org.vc4lab.lab.model.Claim;
import org.vc4lab.lab.model.Claim.ClaimContext;
import org.vc4lab.lab.model.ClaimResult;
import org.vc4lab.lab.model.ClaimTrial;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.report.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whether a finding of a review is true. */
@Command(
        name = "prove",
        description = {
            "Tries to prove that a function sleeps at a line of the kernel where it must not: the emulator's witness",
            "has to see it. Without --scenario, all scenarios are tried until the line is executed in one."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:refuted: the line was executed, and no such sleep was seen",
            "1:proved",
            "125:neither: the line was never executed, or the evidence is incomplete",
            "128:wrong usage, or the kernel has no such line or function",
            "129:the lab itself failed"
        })
final class ProveCommand extends LabCommand {
    private static final Pattern POSITION = Pattern.compile("(?:\\./)?(.+):([1-9][0-9]{0,6})");

    @Parameters(paramLabel = "FILE:LINE", index = "0", description = "For example drivers/dma/virt-dma.c:101.")
    private String position;

    @Parameters(paramLabel = "FUNCTION", index = "1", description = "The function of that line.")
    private String function;

    @Option(
            names = "--while-holding",
            paramLabel = "FUNCTION",
            description = "While a spinlock is held that this function takes, such as snd_pcm_stream_lock_irq.")
    private @Nullable String lock;

    @Option(
            names = "--context",
            paramLabel = "CONTEXT",
            defaultValue = "atomic",
            description = "In this context: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private ClaimContext context = ClaimContext.ATOMIC;

    @Option(
            names = "--candidate",
            paramLabel = "NAME|FILE|DIR|RANGE",
            description = {
                "The kernel: one of the case's candidates, or a series, as for verify.",
                "Default: the case's first candidate, or the tree as it is."
            })
    private @Nullable String candidate;

    @Mixin
    private final VerificationOptions options = new VerificationOptions();

    @Mixin
    private final FormatOptions formatOptions = new FormatOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Claim claim = claim();
        VerificationRequest request = options.resolve(context().home());
        Progress progress = progress();
        ResolvedCandidates resolved = options.candidateResolver(request, progress)
                .resolve(Optional.ofNullable(candidate).stream().toList());
        try (LauncherOptions.LabSession labSession = options.open(request, context(), progress)) {
            ClaimProver prover = new ClaimProver(
                    labSession.buildService(),
                    resolved.kernelResolver(),
                    labSession.trialRunner(ClockMode.DETERMINISTIC),
                    progress,
                    request.parallelism());
            ClaimResult result = prover.prove(
                            request.ofCase(),
                            resolved.candidates().get(0),
                            List.of(claim),
                            request.trialSelection(),
                            options.newRunFolder(context()))
                    .get(0);
            if (formatOptions.isJson()) {
                Json.writeDocument(result, out());
            } else {
                print(result, out());
            }
            return switch (result.verdict()) {
                case PROVED -> ExitCode.BAD;
                case REFUTED -> ExitCode.GOOD;
                case UNREACHED, UNKNOWN -> ExitCode.SKIP;
            };
        } catch (UnknownNameException unknown) {
            throw new UsageException(unknown);
        }
    }

    private Claim claim() {
        Matcher parts = POSITION.matcher(position);
        if (!parts.matches()) {
            throw new UsageException("not FILE:LINE: '" + position + "'");
        }
        return new Claim(
                parts.group(1), Integer.parseInt(parts.group(2)), function, context, Optional.ofNullable(lock));
    }

    /** Prints the answer, what proves it, and a row for each trial. */
    static void print(ClaimResult result, PrintWriter out) {
        out.println(result.verdict() + ": " + result.claim());
        out.println(result.reason());
        result.proof().ifPresent(proof -> {
            proof.sleep().chain().forEach(location -> out.println("    " + location));
            out.println("Evidence: " + proof.log());
        });
        if (!result.trials().isEmpty()) {
            out.println();
            new TextTable<ClaimTrial>()
                    .column("scenario", ClaimTrial::scenario)
                    .column("profile", ClaimTrial::profile)
                    .numberColumn(
                            "executed",
                            trial -> trial.uncounted().isPresent() ? "?" : Long.toString(trial.executions()))
                    .numberColumn(
                            "sleeps there",
                            trial -> Integer.toString(trial.sleeps().size()))
                    .column("folder", ClaimTrial::folder)
                    .print(result.trials(), out);
        }
    }
}
