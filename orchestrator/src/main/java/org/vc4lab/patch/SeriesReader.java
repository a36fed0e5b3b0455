// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vc4lab.exec.BoundedFiles;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.TempDirectory;

/** Reads a series from a folder of NNNN-*.patch files, a folder of quilt, a patch or a mailbox. */
public final class SeriesReader {
    private static final Pattern FROM_LINE = Pattern.compile("From \\S+ .*\\d{2}:\\d{2}:\\d{2}.*");
    private static final Pattern MAIL_HEADER = Pattern.compile("[\\w-]++:.*");
    private static final Pattern SUBJECT = Pattern.compile("(?i)subject:.*");
    private static final int MOST_PATCHES = 1000;
    private static final int MOST_MIB = 64;

    private final ProcessRunner runner;

    public SeriesReader(ProcessRunner runner) {
        this.runner = runner;
    }

    /**
     * Reads the series at a path.
     *
     * @throws PatchFormatException if there is no series, or if it is not safe to apply
     */
    public Series read(Path path) throws IOException, InterruptedException {
        String name = String.valueOf(path.getFileName());
        if (Files.isDirectory(path)) {
            return requireSafe(new Series(name, QuiltSeries.existsIn(path) ? readQuilt(path) : readFolder(path)));
        }
        if (!Files.isRegularFile(path)) {
            throw new PatchFormatException("no patch, mailbox or folder of patches: " + path);
        }
        List<Patch> patches = readFile(path);
        if (patches.isEmpty()) {
            throw new PatchFormatException("no mail with a diff in " + path);
        }
        return requireSafe(new Series(name.replaceFirst("\\.(patch|diff|mbox|mbx)$", ""), patches));
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
        if (size > (long) MOST_MIB << 20) {
            throw new PatchFormatException("a series larger than the limit of " + MOST_MIB + " MiB");
        }
    }

    /** The patches of a folder in the order of their names; a folder without any is the empty series. */
    private List<Patch> readFolder(Path folder) throws IOException, InterruptedException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(file -> file.getFileName().toString().endsWith(".patch"))
                    .sorted()
                    .toList();
        }
        List<Patch> patches = new ArrayList<>();
        for (Path file : files) {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new PatchFormatException("not a regular file: " + file + "; remove it, or copy the patch there");
            }
            patches.addAll(readFile(file));
            requireBounded(patches);
        }
        return patches;
    }

    private List<Patch> readQuilt(Path folder) throws IOException, InterruptedException {
        List<Patch> patches = new ArrayList<>();
        for (QuiltSeries.QuiltEntry quiltEntry : QuiltSeries.read(folder)) {
            for (Patch patch : readFile(quiltEntry.file())) {
                String diff = quiltEntry.toStripLevelOne(patch.diff());
                patches.add(Patch.of(patch.name(), patch.subject(), diff));
            }
            requireBounded(patches);
        }
        return patches;
    }

    /** The patches of a file; a mail without a diff, such as a cover letter, has none. */
    private List<Patch> readFile(Path file) throws IOException, InterruptedException {
        String text = BoundedFiles.readString(file, StandardCharsets.ISO_8859_1);
        String name = String.valueOf(file.getFileName());
        if (!isMail(text)) {
            if (!DiffHeaders.of(text).changesAnything()) {
                throw new PatchFormatException("neither a diff nor a mail: " + file);
            }
            return List.of(Patch.of(name, name, text));
        }
        if (text.lines().filter(line -> line.startsWith("From ")).count() > MOST_PATCHES) {
            throw new PatchFormatException("more mails than the limit of " + MOST_PATCHES + ": " + file);
        }
        try (TempDirectory work = TempDirectory.create("vc4lab-mail")) {
            return new Mailbox(file, work.path(), runner).patches();
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
