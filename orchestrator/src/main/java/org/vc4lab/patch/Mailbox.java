// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern REPLY = Pattern.compile("(?i)^\\s*(?:re|aw|fwd?|sv)\\s*:.*");
    private static final Pattern TAGS = Pattern.compile("^(?:\\s*+\\[[^\\]]*+\\])++\\s*+");
    private static final Pattern NUMBER = Pattern.compile("\\b(\\d{1,4})/(\\d{1,4})\\b");
    private static final Pattern VERSION = Pattern.compile("(?i)\\bv(\\d{1,4})\\b");

    private final Path source;
    private final Path work;
    private final ProcessRunner runner;

    /**
     * A mailbox.
     *
     * @param source its file or folder, for messages
     * @param work an empty folder, which its owner deletes
     */
    Mailbox(Path source, Path work, ProcessRunner runner) {
        this.source = source;
        this.work = work;
        this.runner = runner;
    }

    /**
     * A mail with a diff.
     *
     * @param number position in the series; 0 if the subject has none
     * @param total length of the series; 0 if the subject has none
     */
    private record Mail(int version, int number, int total, Patch patch) {
        /** A cover letter may contain a diff too: the range-diff to the previous version. */
        boolean isCoverLetter() {
            return number == 0 && total > 0;
        }
    }

    /**
     * The patches of the newest version of the series, in order; empty if no mail has a diff.
     *
     * @param texts mails, or files of several mails, one character a byte
     */
    List<Patch> patches(List<String> texts) throws IOException, InterruptedException {
        List<Path> mails = splitMails(texts);
        List<Mail> patchMails = new ArrayList<>();
        for (Path mail : mails) {
            readMail(mail, mails.size() == 1, patchMails.size() + 1).ifPresent(patchMails::add);
        }
        int newest = patchMails.stream().mapToInt(Mail::version).max().orElse(0);
        return sortByNumber(
                patchMails.stream().filter(mail -> mail.version() == newest).toList());
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

    /** Empty for a mail without a diff, and for any reply. */
    private Optional<Mail> readMail(Path mail, boolean isOnlyMail, int position)
            throws IOException, InterruptedException {
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
        String subject = info.output().stream()
                .filter(line -> line.startsWith("Subject: "))
                .map(line -> line.substring("Subject: ".length()))
                .findFirst()
                .orElse("");
        String text = BoundedFiles.readString(diff, StandardCharsets.ISO_8859_1);
        if (!DiffHeaders.of(text).changesAnything()
                || (!isOnlyMail && REPLY.matcher(subject).matches())) {
            return Optional.empty();
        }
        Mail parsed = toMail(subject, text, isOnlyMail ? String.valueOf(source.getFileName()) : "", position);
        return parsed.isCoverLetter() ? Optional.empty() : Optional.of(parsed);
    }

    private static Mail toMail(String subject, String diff, String fileName, int position) {
        Matcher tags = TAGS.matcher(subject);
        String tag = tags.find() ? tags.group() : "";
        String title = subject.substring(tag.length());
        Matcher number = NUMBER.matcher(tag);
        boolean numbered = number.find();
        Matcher version = VERSION.matcher(tag);
        int numberInSeries = numbered ? Integer.parseInt(number.group(1)) : 0;
        String name = fileName.isEmpty() ? (numbered ? numberInSeries : position) + " (" + title + ")" : fileName;
        return new Mail(
                version.find() ? Integer.parseInt(version.group(1)) : 1,
                numberInSeries,
                numbered ? Integer.parseInt(number.group(2)) : 0,
                Patch.of(name, title, diff));
    }

    /** Sorts by number if the mails have numbers; then no number may be missing. */
    private List<Patch> sortByNumber(List<Mail> mails) throws PatchFormatException {
        if (mails.size() < 2 || mails.stream().anyMatch(mail -> mail.total() == 0)) {
            return mails.stream().map(Mail::patch).toList();
        }
        Map<Integer, Mail> byNumber = new TreeMap<>();
        for (Mail mail : mails) {
            Mail existing = byNumber.putIfAbsent(mail.number(), mail);
            if (existing != null && !existing.patch().diff().equals(mail.patch().diff())) {
                throw new PatchFormatException(
                        "two different patches " + mail.number() + "/" + mail.total() + " in " + source);
            }
        }
        int total = mails.get(0).total();
        for (int number = 1; number <= total; number++) {
            if (!byNumber.containsKey(number)) {
                throw new PatchFormatException("patch " + number + "/" + total + " is missing in " + source);
            }
        }
        return byNumber.values().stream().map(Mail::patch).toList();
    }
}
