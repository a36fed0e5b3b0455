// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.CandidateResolver.ResolvedCandidates;
import org.vc4lab.cli.VerificationOptions.VerificationRequest;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.Json;
import org.vc4lab.exec.TempDirectory;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.CandidateResult;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.patch.PatchFormatException;
import org.vc4lab.patch.SeriesReader;
import org.vc4lab.report.B4CheckEntry;
import org.vc4lab.report.ReplyContent;
import org.vc4lab.report.ReplyContent.TestedSeries;
import org.vc4lab.report.VerifyDocument;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A check of {@code b4 review}: a mail comes in, a JSON array goes out. */
@Command(
        name = "b4-check",
        description = {
            "Tests the patch of a mail on standard input, and prints the result in the check protocol of b4 review.",
            "For git's configuration: b4.review-perpatch-check-cmd. A mail without a patch has an empty result."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:a result was printed, whatever it is", "128:wrong usage", "129:the lab itself failed"})
final class B4CheckCommand extends LabCommand {
    private static final int MOST_MIB = 64;
    private static final String MAIL = "patch.eml";

    @Spec
    private CommandSpec command;

    @Mixin
    private final VerificationOptions options = new VerificationOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        VerificationRequest request = options.resolve(context().home());
        try (TempDirectory scratch = TempDirectory.create("vc4lab-b4")) {
            Path mail = scratch.path().resolve(MAIL);
            byte[] bytes = System.in.readNBytes((MOST_MIB << 20) + 1);
            if (bytes.length > MOST_MIB << 20) {
                throw new UsageException("a mail larger than the limit of " + MOST_MIB + " MiB");
            }
            Files.write(mail, bytes);
            print(check(request, mail));
            return ExitCode.GOOD;
        }
    }

    private List<B4CheckEntry> check(VerificationRequest request, Path mail) throws IOException, InterruptedException {
        try {
            if (!new SeriesReader(request.runner()).hasPatch(mail)) {
                return List.of();
            }
            Progress progress = progress();
            ResolvedCandidates resolved =
                    options.candidateResolver(request, progress).resolve(List.of(mail.toString()));
            return List.of(B4CheckEntry.of(verify(request, resolved, progress)));
        } catch (PatchFormatException refused) {
            return List.of(B4CheckEntry.refused(String.valueOf(refused.getMessage())));
        }
    }

    private ReplyContent verify(VerificationRequest request, ResolvedCandidates resolved, Progress progress)
            throws IOException, InterruptedException {
        Candidate candidate = resolved.candidates().get(0);
        KernelSpec kernel = resolved.kernelResolver().resolve(request.ofCase(), candidate);
        List<CandidateResult> results = options.verify(request, resolved, ClockMode.DETERMINISTIC, context(), progress);
        CandidateResult result = results.get(0);
        if (result.verdict() == Verdict.INFRA) { // b4 shows an error if nothing is printed
            throw new IOException("the lab itself failed: " + result.reason().orElse("see the trials' folder"));
        }
        String rerun = RerunCommand.of(
                        command.commandLine().getParseResult(),
                        CaseRepository.own(
                                context().home(), Faults.read(context().home())),
                        Map.of())
                + " < " + MAIL;
        return new TestedSeries(kernel, request.ofCase().name(), version(), rerun)
                .verified(VerifyDocument.of(request.ofCase(), results).results().get(0));
    }

    private void print(List<B4CheckEntry> entries) throws IOException {
        Json.writeDocument(entries, out());
    }
}
