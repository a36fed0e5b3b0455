// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One patch, as git can apply it.
 *
 * @param name the name of the file, or the number and subject of the mail, that it came from
 * @param subject the subject without its [PATCH] tag; the name if the diff is not in a mail
 * @param author name and address; empty if the diff is not in a mail
 * @param mailToReplyTo its mail, or the cover letter of its series; empty if there is none with an id
 * @param diff the diff, one character a byte (ISO 8859-1), because sources need not be UTF-8
 * @param files the paths that it reads or writes, old and new, in order of appearance, below the tree's root
 */
public record Patch(
        String name,
        String subject,
        String author,
        Optional<MailHeaders> mailToReplyTo,
        String diff,
        List<String> files) {
    private static final String LINK = "120000";
    private static final String SUBMODULE = "160000";
    private static final int MOST_FILES = 10_000;
    /** Each may be of the tree's largest file. */
    private static final int MOST_COPIES = 100;
    /** Git writes no other mode of a plain file, but reads many: "0120000" or "120777" are links as well. */
    private static final Set<String> PLAIN_FILES = Set.of("100644", "100755");
    /** Linux's PATH_MAX, with the zero at the end. */
    private static final int MAX_PATH_LENGTH = 4095;
    /** What such a name is read as; git would write another one. */
    private static final String NOT_UTF_8 = "\ufffd";

    public Patch {
        files = List.copyOf(files);
    }

    /** The patch with this diff, of no known author. */
    public static Patch of(String name, String subject, String diff) {
        return of(name, subject, "", Optional.empty(), diff);
    }

    static Patch of(String name, String subject, String author, Optional<MailHeaders> mailToReplyTo, String diff) {
        List<String> files = List.copyOf(DiffHeaders.of(diff).paths());
        return new Patch(name, subject, author, mailToReplyTo, diff, files);
    }

    Patch withDiff(String changed) {
        return of(name, subject, author, mailToReplyTo, changed);
    }

    /** The names of the C functions that it changes; some may be missing or too many. */
    public Set<String> changedFunctions() {
        return ChangedFunctions.in(diff);
    }

    /**
     * The reason if the patch must not be applied: it could write outside the tree, through a link or without bound.
     */
    Optional<String> findRefusal() {
        DiffHeaders headers = DiffHeaders.of(diff);
        if (headers.isBinary()) {
            return Optional.of("it changes a binary file");
        }
        if (files.size() > MOST_FILES) {
            return Optional.of("it changes " + files.size() + " files, limit " + MOST_FILES);
        }
        if (headers.copies() > MOST_COPIES) {
            return Optional.of("it copies " + headers.copies() + " files, limit " + MOST_COPIES);
        }
        Set<String> modes = headers.modes();
        if (modes.contains(LINK)) {
            return Optional.of("it makes or changes a symbolic link (mode " + LINK + ")");
        }
        if (modes.contains(SUBMODULE)) {
            return Optional.of("it makes or changes a submodule (mode " + SUBMODULE + ")");
        }
        return modes.stream()
                .filter(mode -> !PLAIN_FILES.contains(mode))
                .findFirst()
                .map(mode -> "its file mode '" + mode + "' is neither 100644 nor 100755")
                .or(() -> files.stream()
                        .flatMap(path -> findPathRefusal(path).stream())
                        .findFirst());
    }

    private static Optional<String> findPathRefusal(String path) {
        if (path.startsWith("/")) {
            return Optional.of("it names an absolute path: " + path);
        }
        List<String> components = List.of(path.split("/", -1));
        if (components.contains("..")) {
            return Optional.of("it names a path that leaves the tree: " + path);
        }
        if (components.stream().anyMatch(".git"::equalsIgnoreCase)) {
            return Optional.of("it names a path inside .git: " + path);
        }
        boolean isUnusual = components.contains("")
                || components.contains(".")
                || path.length() > MAX_PATH_LENGTH
                || path.contains(NOT_UTF_8)
                || path.chars().anyMatch(Character::isISOControl);
        return isUnusual ? Optional.of("it names an odd path: '" + path + "'") : Optional.empty();
    }
}
