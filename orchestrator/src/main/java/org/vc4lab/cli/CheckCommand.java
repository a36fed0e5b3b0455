// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.Json;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.CheckResult;
import org.vc4lab.lab.SeriesChecker;
import org.vc4lab.report.CheckDocument;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tests a series patch by patch. */
@Command(
        name = "check",
        description = {
            "Tests a series patch by patch: whether each applies with git am, builds without new",
            "compiler warnings, and boots, and which reports it removes, keeps and adds against the one before."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:each patch applies and builds, none adds a report or a warning, and the last leaves a good kernel",
            "1:a patch adds a report or a compiler warning, or the last one leaves a bad kernel",
            "125:a patch does not apply, does not build, or leaves a kernel that is neither good nor bad",
            "128:wrong usage",
            "129:the lab itself failed"
        })
final class CheckCommand extends LabCommand {
    @Parameters(
            paramLabel = "SERIES",
            description = {
                "One of the case's candidates, or a series of your own: a patch, an mbox, a folder of patches,",
                "a folder that quilt keeps, or with --tree a range A..B of it."
            })
    private String series;

    @Mixin
    private final VerificationOptions options = new VerificationOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        VerificationOptions.VerificationRequest request =
                options.resolve(context().home());
        SeriesChecker.CheckRequest checkRequest =
                options.candidateResolver(request).resolveSeries(series);
        Progress progress = progress();
        try (LauncherOptions.LabSession labSession = options.open(request, context(), progress)) {
            CheckResult result = new SeriesChecker(
                            labSession.buildService(),
                            labSession.trialRunner(ClockMode.DETERMINISTIC),
                            progress,
                            request.parallelism())
                    .run(request.ofCase(), checkRequest, request.trialSelection(), options.newRunFolder(context()));
            CheckDocument document = CheckDocument.of(result);
            if (options.isJson()) {
                Json.writeDocument(document, out());
            } else {
                CheckTable.print(document, out());
            }
            return CheckExitCode.of(result);
        }
    }
}
