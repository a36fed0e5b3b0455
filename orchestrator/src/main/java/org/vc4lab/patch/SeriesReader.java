// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;

/** Reads a series from a folder of NNNN-*.patch files, from a single patch, or from an mbox. */
public final class SeriesReader {
    private static final Pattern FROM_LINE = Pattern.compile("(?m)^From \\S+ .*\\d{2}:\\d{2}:\\d{2}.*$");
    private static final Pattern MAIL_HEADER = Pattern.compile("(?mi)\\A(?:[\\w-]+:.*\\n(?:[ \\t].*\\n)*)*subject:");
    private static final Pattern TAG = Pattern.compile("^(?:\\s*\\[[^\\]]*\\]|\\s*re:)+\\s*", Pattern.CASE_INSENSITIVE);
    private static final Pattern NUMBER = Pattern.compile("\\b(\\d+)/\\d+\\]");

    private final ProcessRunner runner;

    public SeriesReader(ProcessRunner runner) {
        this.runner = runner;
    }

    /** A mail of an mbox: where it stands in the series, and its patch. */
    private record Mail(int number, Patch patch) {}

    /**
     * Reads the series that a path means.
     *
     * @throws PatchFormatException where there is none to read
     */
    public Series read(Path path) throws IOException, InterruptedException {
        String name = String.valueOf(path.getFileName());
        if (Files.isDirectory(path)) {
            return new Series(name, folder(path));
        }
        if (!Files.isRegularFile(path)) {
            throw new PatchFormatException("no patch, mbox or folder of patches: " + path);
        }
        return new Series(name.replaceFirst("\\.(patch|diff|mbox|mbx)$", ""), file(path));
    }

    /** The patches of a folder in the order of their names; a folder without any is the empty series. */
    private List<Patch> folder(Path folder) throws IOException, InterruptedException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.getFileName().toString().endsWith(".patch"))
                    .sorted()
                    .toList();
        }
        List<Patch> patches = new ArrayList<>();
        for (Path file : files) {
            patches.addAll(file(file));
        }
        return patches;
    }

    private List<Patch> file(Path file) throws IOException, InterruptedException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        String name = file.getFileName().toString();
        if (!FROM_LINE.matcher(text).lookingAt() && !MAIL_HEADER.matcher(text).lookingAt()) {
            return List.of(bare(file, name, text));
        }
        Path work = Files.createTempDirectory("vc4lab-mail");
        try {
            return patches(file, mails(file, text, work), work);
        } finally {
            deleteFolder(work);
        }
    }

    private static Patch bare(Path file, String name, String text) throws PatchFormatException {
        DiffHeaders headers = DiffHeaders.of(text);
        if (!headers.changesAnything()) {
            throw new PatchFormatException("neither a diff nor a mail: " + file);
        }
        return new Patch(name, name, text, List.copyOf(headers.paths()));
    }

    private List<Path> mails(Path file, String text, Path work) throws IOException, InterruptedException {
        if (FROM_LINE.matcher(text).results().limit(2).count() < 2) {
            return List.of(file);
        }
        Path folder = Files.createDirectory(work.resolve("mails"));
        runner.run(Command.of("git", "mailsplit", "-b", "-o" + folder, file.toString()))
                .orThrow();
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }

    /** The patches of the mails; a cover letter has no diff and is left out. */
    private List<Patch> patches(Path file, List<Path> mails, Path work) throws IOException, InterruptedException {
        List<Mail> found = new ArrayList<>();
        for (Path mail : mails) {
            Mail read = mail(file, mail, found.size() + 1, work);
            if (!read.patch().diff().isEmpty()) {
                found.add(read);
            }
        }
        if (found.isEmpty()) {
            throw new PatchFormatException("no mail with a diff in " + file);
        }
        return found.stream()
                .sorted(Comparator.comparingInt(Mail::number))
                .map(Mail::patch)
                .toList();
    }

    private Mail mail(Path file, Path mail, int position, Path work) throws IOException, InterruptedException {
        Path diff = work.resolve("diff");
        Command info = Command.of(
                        "git", "mailinfo", "-k", work.resolve("message").toString(), diff.toString())
                .reading(mail);
        String tagged = runner.run(info).orThrow().output().stream()
                .filter(line -> line.startsWith("Subject: "))
                .map(line -> line.substring("Subject: ".length()))
                .findFirst()
                .orElse("");
        Matcher number = NUMBER.matcher(tagged);
        String subject = TAG.matcher(tagged).replaceFirst("");
        String text = Files.readString(diff, StandardCharsets.ISO_8859_1);
        DiffHeaders headers = DiffHeaders.of(text);
        String name = mail.equals(file) ? file.getFileName().toString() : position + " (" + subject + ")";
        return new Mail(
                number.find() ? Integer.parseInt(number.group(1)) : position,
                new Patch(name, subject, headers.changesAnything() ? text : "", List.copyOf(headers.paths())));
    }

    private static void deleteFolder(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
