// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.patch.MailHeaders;
import org.vc4lab.patch.MailHeaders.MailAddress;
import org.vc4lab.patch.Patch;
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

    /**
     * What a reply is about.
     *
     * @param original the mail to which it goes
     * @param revisions of the user's tree by option, in place of the names that they have there today
     */
    record ReplySubject(MailHeaders original, KernelSpec kernel, Map<String, String> revisions) {
        /** @param kernel with the series */
        static ReplySubject of(Series series, KernelSpec kernel) {
            Patch first = series.patches().stream()
                    .findFirst()
                    .orElseThrow(() -> new UsageException("--reply: '" + series.name() + "' is no mail with a patch"));
            MailHeaders original = first.mailToReplyTo()
                    .orElseThrow(() -> new UsageException("--reply: '" + first.name()
                            + "' is no mail with a Message-ID; a reply needs the mail as it was sent:"
                            + " b4 mbox, b4 am and mail readers save it so"));
            return new ReplySubject(
                    original,
                    kernel,
                    kernel.source() instanceof KernelSource.GitRevision revision
                            ? Map.of("--rev", revision.commit())
                            : Map.of());
        }
    }

    /** Finds the subject of a reply, or refuses it. */
    @FunctionalInterface
    interface SubjectFinder {
        ReplySubject find() throws IOException, InterruptedException;
    }

    /** A reply whose headers are known, and whose file can be written. */
    record ReplyDraft(
            Path file, ReplyMail mail, MailHeaders original, boolean asksForTestedBy, TestedSeries testedSeries) {
        void write(ReplyContent content) throws IOException {
            AtomicFiles.write(file, mail.compose(original, content, asksForTestedBy));
        }
    }

    /** Before anything is built. */
    static void requireWritable(String option, @Nullable Path file) {
        Path target = file == null ? null : file.toAbsolutePath();
        if (target != null && (Files.isDirectory(target) || !Files.isDirectory(target.resolveSibling("")))) {
            throw new UsageException(option + ": no file can be written at " + target);
        }
    }

    /** Whether a reply is wanted; refuses what cannot be written. */
    boolean isGiven() {
        if (file == null && (author != null || testedBy)) {
            throw new UsageException((testedBy ? "--tested-by" : "--reply-as") + " belongs to --reply, not given");
        }
        if (testedBy && author == null) {
            throw new UsageException("--tested-by needs a name: --reply-as 'NAME <ADDRESS>'");
        }
        requireWritable("--reply", file);
        parseAuthor();
        return file != null;
    }

    /** The reply if one is wanted. */
    Optional<ReplyDraft> open(CliContext context, String caseName, SubjectFinder finder)
            throws IOException, InterruptedException {
        if (!isGiven() || file == null) {
            return Optional.empty();
        }
        ReplySubject subject = finder.find();
        ReplyMail mail = new ReplyMail(parseAuthor(), context.clock().instant(), "vc4lab-" + context.newRunName());
        TestedSeries testedSeries = new TestedSeries(
                subject.kernel(),
                caseName,
                String.join(" ", command.version()),
                RerunCommand.of(
                        command.commandLine().getParseResult(),
                        CaseRepository.own(context.home(), Faults.read(context.home())),
                        subject.revisions()));
        return Optional.of(new ReplyDraft(file.toAbsolutePath(), mail, subject.original(), testedBy, testedSeries));
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
