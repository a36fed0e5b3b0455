// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.MailHeaders.MailAddress;
import org.vc4lab.patch.PatchFormatException;
import org.vc4lab.patch.PatchThread;
import org.vc4lab.patch.Series;
import org.vc4lab.report.ReplyContent;
import org.vc4lab.report.ReplyContent.TestedSeries;
import org.vc4lab.report.ReplyMail;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that write the result as a reply to the patch's mail. */
final class ReplyOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--reply",
            paramLabel = "FILE",
            description = {
                "Write the result as a mail in reply to the patch, which has to be a mail too. It is not sent."
            })
    private @Nullable Path file;

    @Option(
            names = "--reply-as",
            paramLabel = "'NAME <ADDRESS>'",
            description = "Whom the reply is from; also in the Reported-by line that it asks for if the patch fails.")
    private @Nullable String author;

    @Option(names = "--tested-by", description = "Add a Tested-by line of --reply-as if the verdict is CLEAN.")
    private boolean testedBy;

    /** A reply whose headers are known, and whose file can be written. */
    record ReplyDraft(Path file, ReplyMail mail, boolean asksForTestedBy, TestedSeries testedSeries) {
        void write(ReplyContent content) throws IOException {
            AtomicFiles.write(file, mail.compose(content, asksForTestedBy));
        }
    }

    /** Before anything is built. */
    static void requireWritable(String option, @Nullable Path file) {
        Path target = file == null ? null : file.toAbsolutePath();
        if (target != null && (Files.isDirectory(target) || !Files.isDirectory(target.resolveSibling("")))) {
            throw new UsageException(option + ": no file can be written at " + target);
        }
    }

    boolean isGiven() {
        if (file == null && (author != null || testedBy)) {
            throw new UsageException((testedBy ? "--tested-by" : "--reply-as") + " belongs to --reply, not given");
        }
        if (testedBy && author == null) {
            throw new UsageException("--tested-by needs a name: --reply-as 'NAME <ADDRESS>'");
        }
        return file != null;
    }

    /**
     * Reads the mail before anything is built.
     *
     * @param path of the series; empty if it is a range of a tree
     * @param kernel with the series
     */
    ReplyDraft open(
            String caseName,
            Series series,
            Optional<Path> path,
            KernelSpec kernel,
            CliContext context,
            ProcessRunner runner)
            throws IOException, InterruptedException {
        requireWritable("--reply", file);
        Path target = file == null ? Path.of("") : file.toAbsolutePath();
        if (path.isEmpty() || series.patches().isEmpty()) {
            throw new UsageException("--reply: '" + series.name() + "' is no mail with a patch");
        }
        try {
            ReplyMail mail = new ReplyMail(
                    new PatchThread(runner).findMailOf(series, path.get()),
                    parseAuthor(),
                    context.clock().instant(),
                    "vc4lab-" + context.newRunName());
            Optional<String> commit = kernel.source() instanceof KernelSource.GitRevision revision
                    ? Optional.of(revision.commit())
                    : Optional.empty();
            String rerun = RerunCommand.of(command.commandLine().getParseResult(), commit);
            TestedSeries testedSeries = new TestedSeries(kernel, caseName, String.join(" ", command.version()), rerun);
            return new ReplyDraft(target, mail, testedBy, testedSeries);
        } catch (PatchFormatException invalid) {
            throw new UsageException(invalid);
        }
    }

    private Optional<MailAddress> parseAuthor() {
        if (author == null) {
            return Optional.empty();
        }
        return Optional.of(MailAddress.parse(author)
                .filter(address -> !address.name().isEmpty())
                .orElseThrow(() -> new UsageException("--reply-as takes 'NAME <ADDRESS>', not '" + author + "'")));
    }
}
