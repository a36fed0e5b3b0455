// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the headers of a diff: the paths that it names and their modes. Git interprets the hunks. */
final class DiffHeaders {
    /** Git reads a mode with strtoul(3), which skips blanks, even an end of line: whatever follows is the mode. */
    private static final Pattern MODE = Pattern.compile(
            "(?:old mode|new mode|new file mode|deleted file mode|index [^.]*\\.\\.[^ ]*) (.*)", Pattern.DOTALL);

    private static final Pattern OCTAL = Pattern.compile("[0-3][0-7]{2}");
    private static final Pattern RENAME = Pattern.compile("(?:rename|copy) (?:from|to) (.+)", Pattern.DOTALL);

    private final Set<String> paths = new LinkedHashSet<>();
    private final Set<String> modes = new LinkedHashSet<>();
    private final HunkTracker tracker = new HunkTracker();
    /** Git reads modes between "diff --git" and the first hunk; elsewhere such a line is prose. */
    private boolean inGitHeader;

    private boolean binary;
    private int copies;

    private DiffHeaders() {}

    /** Git ends a line at a line feed and nowhere else; a carriage return before it does not belong to a header. */
    static DiffHeaders of(String diff) {
        DiffHeaders headers = new DiffHeaders();
        int start = 0;
        for (int end = diff.indexOf('\n'); start <= diff.length(); end = diff.indexOf('\n', start)) {
            String line = diff.substring(start, end < 0 ? diff.length() : end);
            headers.readLine(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
            start += line.length() + 1;
        }
        return headers;
    }

    /** The paths below the root of the tree, without a/ and b/, without /dev/null. */
    Set<String> paths() {
        return paths;
    }

    /** The modes as the diff spells them, without blanks around them. */
    Set<String> modes() {
        return modes;
    }

    /** Whether it changes a binary file: a short patch of one can inflate without bound. */
    boolean isBinary() {
        return binary;
    }

    /** How many files it copies. */
    int copies() {
        return copies;
    }

    boolean changesAnything() {
        return tracker.hunkCount() > 0 || !paths.isEmpty();
    }

    private void readLine(String line) {
        binary |= line.equals("GIT binary patch"); // wherever git takes a hunk to end
        if (tracker.isInside(line)) {
            return;
        }
        Matcher mode = MODE.matcher(line);
        Matcher rename = RENAME.matcher(line);
        if (inGitHeader && mode.matches()) {
            modes.add(mode.group(1).strip());
        } else if (rename.matches()) {
            paths.add(unquote(rename.group(1)));
            copies += line.startsWith("copy to ") ? 1 : 0;
        } else if (line.startsWith("--- ") || line.startsWith("+++ ")) {
            addSide(line.substring(4));
        } else if (line.startsWith("@@ -")) {
            inGitHeader = false;
        } else if (line.startsWith("diff --git ")) {
            inGitHeader = true;
            findSharedName(line.substring("diff --git ".length())).ifPresent(this::add);
        }
    }

    /** One side of a --- / +++ pair; what follows a tab is a date. */
    private void addSide(String text) {
        String name = text.startsWith("\"") ? unquote(text) : text.split("\t", 2)[0].stripTrailing();
        if (!name.equals("/dev/null")) {
            add(name);
        }
    }

    /** Takes off the a/ or b/. An absolute path stays one, to be refused. */
    private void add(String name) {
        paths.add(name.startsWith("/") ? name : name.substring(name.indexOf('/') + 1));
    }

    /** "a/x b/x" contains the name if both sides are the same; otherwise rename lines follow. */
    private static Optional<String> findSharedName(String text) {
        int half = text.length() / 2;
        if (text.length() % 2 == 0 || text.charAt(half) != ' ') {
            return Optional.empty();
        }
        String left = unquote(text.substring(0, half));
        String right = unquote(text.substring(half + 1));
        boolean same = left.substring(left.indexOf('/') + 1).equals(right.substring(right.indexOf('/') + 1));
        return same ? Optional.of(left) : Optional.empty();
    }

    /** Git quotes unusual names as C does. */
    private static String unquote(String text) {
        if (!text.startsWith("\"")) {
            return text;
        }
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        Matcher octal = OCTAL.matcher(text);
        for (int i = 1; i < text.length() && text.charAt(i) != '"'; i++) {
            if (text.charAt(i) != '\\' || i + 1 == text.length()) {
                name.write(text.charAt(i));
            } else if (octal.region(i + 1, text.length()).lookingAt()) {
                name.write(Integer.parseInt(text.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                i++;
                int escapeIndex = "abtnvfr".indexOf(text.charAt(i));
                name.write(escapeIndex >= 0 ? "\u0007\b\t\n\u000b\f\r".charAt(escapeIndex) : text.charAt(i));
            }
        }
        return name.toString(StandardCharsets.UTF_8);
    }
}
