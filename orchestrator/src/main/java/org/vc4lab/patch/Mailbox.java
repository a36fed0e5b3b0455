// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.vc4lab.exec.BoundedFiles;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.GitCommands;
import org.vc4lab.exec.ProcessRunner;

/**
 * The patches of a mail or a mailbox, as {@code git format-patch} and {@code b4 am} write it, or as a mail reader saves
 * a thread: in any order, with a cover letter, replies and older versions of the series.
 */
final class Mailbox {
    private final Path source;
    private final Path work;
    private final ProcessRunner runner;
    private final Consumer<String> onNote;

    /**
     * A mailbox.
     *
     * @param source its file or folder, for messages
     * @param work an empty folder, which its owner deletes
     */
    Mailbox(Path source, Path work, ProcessRunner runner, Consumer<String> onNote) {
        this.source = source;
        this.work = work;
        this.runner = runner;
        this.onNote = onNote;
    }

    /**
     * The patches of the series that the mails contain, in order; empty if no mail has a diff.
     *
     * @param texts mails, or files of several mails, one character a byte
     */
    List<Patch> patches(List<String> texts) throws IOException, InterruptedException {
        List<PatchMail> mails = new ArrayList<>();
        for (Path mail : splitMails(texts)) {
            mails.add(readMail(mail));
        }
        MailThread thread = new MailThread(mails);
        boolean isOnlyMail = mails.size() == 1; // then even a reply, or one of many patches, is what is meant
        List<PatchMail> series = isOnlyMail
                ? mails.stream().filter(PatchMail::hasChanges).toList()
                : new SeriesChooser(String.valueOf(source), thread, onNote).choose();
        List<Patch> patches = new ArrayList<>();
        for (PatchMail mail : series) {
            int number = mail.total() > 0 ? mail.number() : patches.size() + 1;
            String name = number + " (" + mail.subject().title() + ")";
            patches.add(
                    mail.toPatch(isOnlyMail ? String.valueOf(source.getFileName()) : name, thread.mailToReplyTo(mail)));
            if (DiffText.startsInMessage(mail.diff())) {
                onNote.accept(source + ": the commit message of '"
                        + mail.subject().title() + "' contains a diff, which is applied, too, as git am does");
            }
        }
        return patches;
    }

    private List<Path> splitMails(List<String> texts) throws IOException, InterruptedException {
        Path folder = Files.createDirectory(work.resolve("mails"));
        List<String> argv = new ArrayList<>(List.of("mailsplit", "-b", "-d8", "-o" + folder));
        for (String text : texts) {
            Path file = work.resolve("mailbox" + argv.size());
            argv.add(Files.writeString(file, text, StandardCharsets.ISO_8859_1).toString());
        }
        CommandResult result =
                runner.run(GitCommands.inRepository(work.resolve("no-repository"), argv.toArray(String[]::new)));
        if (!result.succeeded()) {
            throw new PatchFormatException("no mailbox that git can read: " + source + "; git says: " + result.text());
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private PatchMail readMail(Path mail) throws IOException, InterruptedException {
        Path diff = work.resolve("diff");
        CommandResult info = runner.run(GitCommands.inRepository(
                        work.resolve("no-repository"),
                        "mailinfo",
                        "-k",
                        "--no-scissors",
                        work.resolve("message").toString(),
                        diff.toString())
                .stdin(mail));
        if (!info.succeeded()) {
            throw new PatchFormatException("a mail that git cannot read in " + source + "; git says: " + info.text());
        }
        try (InputStream content = Files.newInputStream(mail)) {
            return PatchMail.of(
                    MailHeaders.read(content),
                    info.output(),
                    DiffText.withoutTransportReturns(BoundedFiles.readString(diff, StandardCharsets.ISO_8859_1)));
        }
    }
}
