// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

/** Finds out whether the paths of a diff lack a/ and b/, as {@code git diff --no-prefix}, svn and cvs write them. */
final class PrefixDetector {
    private static final String GIT = "diff --git ";
    private static final String DEV_NULL = "/dev/null";

    private final HunkTracker tracker = new HunkTracker();
    private int files;
    private int bareFiles;
    private String gitNames = "";
    private String oldName = "";

    private PrefixDetector() {}

    /** Whether both sides of each file have the same path, and none begins with a/ or b/. */
    static boolean lacksPrefixes(String diff) {
        PrefixDetector detector = new PrefixDetector();
        for (String line : diff.split("\n", -1)) {
            detector.readLine(DiffText.withoutReturn(line));
        }
        return detector.files > 0 && detector.files == detector.bareFiles;
    }

    private void readLine(String line) {
        if (tracker.isInside(line)) {
            return;
        }
        if (line.startsWith(GIT)) {
            gitNames = line.substring(GIT.length());
            int middle = gitNames.length() / 2;
            if (gitNames.startsWith(" ", middle)) {
                compare(gitNames.substring(0, middle), gitNames.substring(middle + 1));
            }
        } else if (line.startsWith("+++ ") && !oldName.isEmpty()) {
            compare(oldName, side(line));
        } else if (line.startsWith("rename from ") || line.startsWith("copy from ")) {
            String from = line.substring(line.indexOf(" from ") + " from ".length());
            count(gitNames.startsWith(from + " "));
        }
        oldName = line.startsWith("--- ") ? side(line) : "";
    }

    /** Renamed files have other names than those of one file with two prefixes. */
    private void compare(String left, String right) {
        if (left.equals(right)) {
            count(!left.startsWith("a/") && !left.startsWith("b/"));
        } else if (!left.equals(DEV_NULL)
                && !right.equals(DEV_NULL)
                && withoutPrefix(left).equals(withoutPrefix(right))) {
            count(false);
        }
    }

    private void count(boolean isBare) {
        files++;
        bareFiles += isBare ? 1 : 0;
    }

    private static String side(String line) {
        return line.substring("+++ ".length()).split("\t", 2)[0].stripTrailing();
    }

    private static String withoutPrefix(String name) {
        return name.substring(name.indexOf('/') + 1);
    }
}
