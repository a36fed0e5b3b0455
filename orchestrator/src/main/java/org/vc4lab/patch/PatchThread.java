// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vc4lab.exec.BoundedFiles;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.GitCommands;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.TempDirectory;

/** The mails that a series came in. */
public final class PatchThread {
    private static final Pattern COVER_LETTER = Pattern.compile("\\[[^\\]]*\\b0+/\\d+[^\\]]*\\].*");
    private static final int MOST_MAILS = 1000;
    /** Of a maildir: the folder, and cur and new in it. */
    private static final int DEPTH = 2;

    private final ProcessRunner runner;

    public PatchThread(ProcessRunner runner) {
        this.runner = runner;
    }

    /**
     * The mail to which a reply about a series goes: its cover letter if the thread has it, else its first patch.
     *
     * @param path the file or folder that the series was read from
     * @throws PatchFormatException if there is no mail with an id
     */
    public MailHeaders findMailOf(Series series, Path path) throws IOException, InterruptedException {
        try (TempDirectory work = TempDirectory.create("vc4lab-thread")) {
            List<Path> mails = split(path, work.path());
            MailHeaders patchMail = findMailOf(series.patches().get(0), mails)
                    .orElseThrow(() -> new PatchFormatException("no mail with a Message-ID has the patch '"
                            + series.patches().get(0).subject() + "' in " + path
                            + "; a reply needs the mail as it was sent: b4 mbox, b4 am and mail readers save it so"));
            return findCoverLetter(patchMail, mails).orElse(patchMail);
        }
    }

    /** The mails of all files; git splits no other file. */
    private List<Path> split(Path path, Path work) throws IOException, InterruptedException {
        List<Path> mails = new ArrayList<>();
        List<Path> files = Files.isDirectory(path) ? files(path) : List.of(path);
        for (int i = 0; i < files.size(); i++) {
            Path folder = Files.createDirectory(work.resolve("file" + i));
            CommandResult result = runner.run(GitCommands.inRepository(
                    work.resolve("no-repository"),
                    "mailsplit",
                    "-b",
                    "-d8",
                    "-o" + folder,
                    files.get(i).toString()));
            if (result.succeeded()) {
                mails.addAll(files(folder));
            }
            if (mails.size() > MOST_MAILS) {
                throw new PatchFormatException("more mails than the limit of " + MOST_MAILS + ": " + path);
            }
        }
        return mails;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder, DEPTH)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .limit(MOST_MAILS + 1)
                    .toList();
        }
    }

    /** By its diff: older versions of a patch have the same subject. */
    private Optional<MailHeaders> findMailOf(Patch patch, List<Path> mails) throws IOException, InterruptedException {
        for (Path mail : mails) {
            if (patches(mail).stream().anyMatch(other -> other.diff().equals(patch.diff()))) {
                Optional<MailHeaders> patchMail = read(mail);
                if (patchMail.isPresent()) {
                    return patchMail;
                }
            }
        }
        return Optional.empty();
    }

    private List<Patch> patches(Path mail) throws IOException, InterruptedException {
        try {
            return new SeriesReader(runner).read(mail).patches();
        } catch (PatchFormatException none) {
            return List.of();
        }
    }

    private static Optional<MailHeaders> findCoverLetter(MailHeaders patchMail, List<Path> mails) throws IOException {
        for (Path mail : mails) {
            Optional<MailHeaders> cover = read(mail)
                    .filter(other -> patchMail.references().contains(other.messageId()))
                    .filter(other -> COVER_LETTER.matcher(other.subject()).matches());
            if (cover.isPresent()) {
                return cover;
            }
        }
        return Optional.empty();
    }

    private static Optional<MailHeaders> read(Path mail) throws IOException {
        return MailHeaders.read(BoundedFiles.readBytes(mail));
    }
}
