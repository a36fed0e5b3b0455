// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Lists the files of folders that mail programs and git write. No link in them is followed. */
final class MailFolder {
    /** The folders of a maildir. What is in {@code tmp} is still being written. */
    private static final List<String> MAILDIR = List.of("new", "cur");

    /** As git sorts a maildir: the names begin with the time of delivery. */
    private static final Comparator<Path> BY_LEADING_NUMBER =
            Comparator.<Path>comparingLong(file -> leadingDigits(name(file))).thenComparing(MailFolder::name);

    private MailFolder() {}

    static boolean isMaildir(Path folder) {
        return MAILDIR.stream()
                .map(folder::resolve)
                .anyMatch(part -> Files.exists(part, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(part));
    }

    static List<Path> listMaildir(Path folder) throws IOException {
        List<Path> mails = new ArrayList<>();
        for (String name : MAILDIR) {
            Path part = folder.resolve(name);
            if (Files.isDirectory(part, LinkOption.NOFOLLOW_LINKS)) {
                mails.addAll(list(part, file -> !file.startsWith(".")));
            } else if (Files.exists(part, LinkOption.NOFOLLOW_LINKS)) {
                throw new PatchFormatException("no folder, as a maildir has it: " + part + "; links are not followed");
            }
        }
        requireFew(folder, mails);
        return mails.stream().sorted(BY_LEADING_NUMBER).toList();
    }

    /** The files whose names end so, packed ones included, in the order of their names. */
    static List<Path> list(Path folder, String ending) throws IOException {
        List<Path> files = list(folder, name -> name.endsWith(ending) || name.endsWith(ending + ".gz"));
        return files.stream().sorted().toList();
    }

    static List<Path> sortByLeadingNumber(List<Path> files) {
        return files.stream().sorted(BY_LEADING_NUMBER).toList();
    }

    private static List<Path> list(Path folder, Predicate<String> hasName) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(file -> hasName.test(name(file)))
                    .limit(SeriesReader.MOST_PATCHES + 1L)
                    .toList();
        }
        requireFew(folder, files);
        for (Path file : files) {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new PatchFormatException("not a regular file: " + file + "; remove it, or copy the patch there");
            }
        }
        return files;
    }

    private static void requireFew(Path folder, List<Path> files) throws PatchFormatException {
        if (files.size() > SeriesReader.MOST_PATCHES) {
            throw new PatchFormatException(
                    "more patches or mails than the limit of " + SeriesReader.MOST_PATCHES + ": " + folder);
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private static long leadingDigits(String name) {
        return name.chars()
                .takeWhile(character -> character >= '0' && character <= '9')
                .count();
    }
}
