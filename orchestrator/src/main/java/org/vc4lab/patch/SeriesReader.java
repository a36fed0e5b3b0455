// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.TempDirectory;

/**
 * Reads a series from a patch, a mailbox, or a folder: of NNNN-*.patch files, of quilt, of *.eml files, or a maildir.
 * Files may be packed with gzip.
 */
public final class SeriesReader {
    private static final System.Logger LOG = System.getLogger(SeriesReader.class.getName());
    private static final Pattern FROM_LINE = Pattern.compile("From \\S+ .*\\d{2}:\\d{2}:\\d{2}.*");
    private static final Pattern MAIL_HEADER = Pattern.compile("[\\w-]++:.*");
    private static final Pattern SUBJECT = Pattern.compile("(?i)subject:.*");
    private static final Pattern ENDING = Pattern.compile("(?:\\.(?:patch|diff|mbox|mbx|eml))?(?:\\.gz)?$");
    static final int MOST_PATCHES = 1000;

    private final ProcessRunner runner;
    private final Consumer<String> onNote;

    public SeriesReader(ProcessRunner runner) {
        this(runner, note -> {});
    }

    /** @param onNote receives what the user has to know of the choice among several series, and of unusual patches */
    public SeriesReader(ProcessRunner runner, Consumer<String> onNote) {
        this.runner = runner;
        this.onNote = onNote;
    }

    /**
     * Reads the series at a path.
     *
     * @throws PatchFormatException if there is no series, or if it is not safe to apply
     */
    public Series read(Path path) throws IOException, InterruptedException {
        String name = String.valueOf(path.getFileName());
        PatchFileReader files = new PatchFileReader();
        if (Files.isDirectory(path)) {
            return toSeries(name, readFolder(path, files));
        }
        if (!Files.isRegularFile(path)) {
            throw new PatchFormatException("no patch, mailbox or folder of patches: " + path);
        }
        List<Patch> patches = addMissingPrefixes(requireAny(readFile(path, files), path));
        return toSeries(ENDING.matcher(name).replaceFirst(""), patches);
    }

    private static Series toSeries(String name, List<Patch> patches) throws PatchFormatException {
        patches.forEach(patch -> LOG.log(Level.DEBUG, "{0}: {1}, by {2}", name, patch.name(), patch.author()));
        return requireSafe(new Series(name, patches));
    }

    private static List<Patch> requireAny(List<Patch> patches, Path source) throws PatchFormatException {
        if (patches.isEmpty()) {
            throw new PatchFormatException("no mail with a diff in " + source);
        }
        return patches;
    }

    /**
     * Whether a mail has a patch; a cover letter or an answer has none.
     *
     * @throws PatchFormatException if its patch is not safe to apply
     */
    public boolean hasPatch(Path mail) throws IOException, InterruptedException {
        List<Patch> patches = readFile(mail, new PatchFileReader());
        requireSafe(new Series(String.valueOf(mail.getFileName()), patches));
        return !patches.isEmpty();
    }

    /** The series, if all its patches are safe to apply. */
    public static Series requireSafe(Series series) throws PatchFormatException {
        requireBounded(series.patches());
        for (Patch patch : series.patches()) {
            Optional<String> refusal = patch.findRefusal();
            if (refusal.isPresent()) {
                throw new PatchFormatException("refused: " + patch.name() + ": " + refusal.get());
            }
        }
        return series;
    }

    /** Counts while the files are read: a folder may have any number of them, and quilt's list may repeat one. */
    private static void requireBounded(List<Patch> patches) throws PatchFormatException {
        if (patches.size() > MOST_PATCHES) {
            throw new PatchFormatException("more patches in a series than the limit of " + MOST_PATCHES);
        }
        long size = patches.stream().mapToLong(patch -> patch.diff().length()).sum();
        if (size > (long) PatchFileReader.MOST_MIB << 20) {
            throw new PatchFormatException("a series larger than the limit of " + PatchFileReader.MOST_MIB + " MiB");
        }
    }

    /** The patches of a folder; one without any is the empty series. */
    private List<Patch> readFolder(Path folder, PatchFileReader files) throws IOException, InterruptedException {
        if (QuiltSeries.existsIn(folder)) {
            return readQuilt(folder, files);
        }
        return addMissingPrefixes(readPlainFolder(folder, files));
    }

    private List<Patch> readPlainFolder(Path folder, PatchFileReader files) throws IOException, InterruptedException {
        if (MailFolder.isMaildir(folder)) {
            return requireAny(readMails(folder, MailFolder.listMaildir(folder), files), folder);
        }
        List<Path> mails = MailFolder.sortByLeadingNumber(MailFolder.list(folder, ".eml"));
        List<Path> patchFiles = MailFolder.list(folder, ".patch");
        if (!mails.isEmpty() && !patchFiles.isEmpty()) {
            throw new PatchFormatException("both *.eml and *.patch files in " + folder + "; keep one kind of them");
        }
        return mails.isEmpty()
                ? readPatchFiles(patchFiles, files)
                : requireAny(readMails(folder, mails, files), folder);
    }

    private List<Patch> readPatchFiles(List<Path> patchFiles, PatchFileReader files)
            throws IOException, InterruptedException {
        List<Patch> patches = new ArrayList<>();
        for (Path file : patchFiles) {
            patches.addAll(readFile(file, files));
            requireBounded(patches);
        }
        return patches;
    }

    private List<Patch> readQuilt(Path folder, PatchFileReader files) throws IOException, InterruptedException {
        List<Patch> patches = new ArrayList<>();
        for (QuiltSeries.QuiltEntry quiltEntry : QuiltSeries.read(folder)) {
            for (Patch patch : readFile(quiltEntry.file(), files)) {
                patches.add(patch.withDiff(StripLevelRewriter.toStripLevelOne(patch.diff(), quiltEntry.strip())));
            }
            requireBounded(patches);
        }
        return patches;
    }

    private List<Patch> addMissingPrefixes(List<Patch> patches) {
        List<Patch> prefixed = new ArrayList<>();
        int bareCount = 0;
        for (Patch patch : patches) {
            boolean isBare = PrefixDetector.lacksPrefixes(patch.diff());
            prefixed.add(isBare ? patch.withDiff(StripLevelRewriter.toStripLevelOne(patch.diff(), 0)) : patch);
            bareCount += isBare ? 1 : 0;
        }
        if (bareCount > 0) {
            onNote.accept(bareCount + " of " + patches.size()
                    + " patches have paths without a/ and b/, and are read as with git am -p0");
        }
        return prefixed;
    }

    /** The patches of a file; a mail without a diff, such as a cover letter, has none. */
    private List<Patch> readFile(Path file, PatchFileReader files) throws IOException, InterruptedException {
        String text = DiffText.withoutTransportReturns(files.read(file));
        String name = String.valueOf(file.getFileName());
        if (!isMail(text)) {
            if (!DiffHeaders.of(text).changesAnything()) {
                throw new PatchFormatException("neither a diff nor a mail: " + file);
            }
            return List.of(Patch.of(name, name, text));
        }
        return readMailbox(file, List.of(text));
    }

    /** The files of a folder are the mails of one mailbox. */
    private List<Patch> readMails(Path folder, List<Path> mails, PatchFileReader files)
            throws IOException, InterruptedException {
        List<String> texts = new ArrayList<>();
        for (Path mail : mails) {
            texts.add(files.read(mail));
        }
        return readMailbox(folder, texts);
    }

    private List<Patch> readMailbox(Path source, List<String> texts) throws IOException, InterruptedException {
        long mails = texts.stream()
                .mapToLong(text -> Math.max(
                        1, text.lines().filter(line -> line.startsWith("From ")).count()))
                .sum();
        if (mails > MOST_PATCHES) {
            throw new PatchFormatException("more mails than the limit of " + MOST_PATCHES + ": " + source);
        }
        try (TempDirectory work = TempDirectory.create("vc4lab-mail")) {
            return new Mailbox(source, work.path(), runner, onNote).patches(texts);
        }
    }

    private static boolean isMail(String text) {
        return FROM_LINE.matcher(text).lookingAt()
                || text.lines()
                        .takeWhile(line -> line.startsWith(" ")
                                || line.startsWith("\t")
                                || MAIL_HEADER.matcher(line).matches())
                        .anyMatch(line -> SUBJECT.matcher(line).matches());
    }
}
