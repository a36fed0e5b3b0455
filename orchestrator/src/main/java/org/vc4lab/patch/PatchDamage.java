// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vc4lab.exec.CommandResult;

/** Names what a mail program or an editor did to a patch that does not apply. It stays as it is: git am takes it so. */
final class PatchDamage {
    private static final Pattern BROKEN_HUNK = Pattern.compile(
            "error: (?:corrupt patch|patch fragment without header|patch with only garbage) at line (\\d++)");
    /** A no-break space, in UTF-8 and in ISO 8859-1. */
    private static final Pattern NO_BREAK_SPACE = Pattern.compile("\u00c2?\u00a0");

    private PatchDamage() {}

    /** @param result what git reports */
    static Optional<String> find(Patch patch, ScratchTree tree, CommandResult result)
            throws IOException, InterruptedException {
        for (String line : result.output()) {
            Matcher broken = BROKEN_HUNK.matcher(line);
            if (broken.lookingAt()) {
                return Optional.of("a hunk ends too early before line " + broken.group(1)
                        + " of the diff: lines were wrapped or lost, as mail programs do; send it with git send-email");
            }
        }
        Patch repaired = patch.withDiff(NO_BREAK_SPACE.matcher(patch.diff()).replaceAll(" "));
        return tree.apply(repaired, "--check", "--ignore-whitespace").succeeded()
                ? Optional.of(
                        "whitespace is damaged: it applies if blanks and tabs are ignored, which mail programs and"
                                + " editors change; send it with git send-email")
                : Optional.empty();
    }
}
