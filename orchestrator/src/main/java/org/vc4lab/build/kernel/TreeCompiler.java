// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.util.List;
import org.vc4lab.patch.FileState;
import org.vc4lab.patch.PatchApplier;

/**
 * A compiler that a tree needs in the place of another one, because of what its makefiles say.
 *
 * @param crossCompile its prefix
 * @param insteadOf the prefix of the compiler that cannot build such a tree
 * @param packages of Debian that have it
 * @param file of the tree
 * @param words that such a tree has in this file
 * @param reason why the other compiler cannot build it
 */
public record TreeCompiler(
        @JsonProperty("crossCompile") String crossCompile,
        @JsonProperty("insteadOf") String insteadOf,
        @JsonProperty("packages") List<String> packages,
        @JsonProperty("file") String file,
        @JsonProperty("words") String words,
        @JsonProperty("reason") String reason) {
    boolean isNeededBy(PatchApplier.BaseFileSource tree) throws IOException {
        return tree.readOriginal(file)
                .filter(state -> state instanceof FileState.Present present
                        && present.content().contains(words))
                .isPresent();
    }

    /** For a user. */
    String note() {
        return "compiled by " + crossCompile + "gcc, not " + insteadOf + "gcc: the tree's " + file + " has '" + words
                + "', and " + reason;
    }
}
