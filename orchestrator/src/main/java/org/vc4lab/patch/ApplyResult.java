// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.util.Map;

/** How the applying of series ended. */
public sealed interface ApplyResult {

    /**
     * All patches applied.
     *
     * @param files what the touched files are now, by their path below the root of the tree
     */
    record Success(Map<String, FileState> files) implements ApplyResult {
        public Success {
            files = Map.copyOf(files);
        }
    }

    /**
     * A patch failed, or was refused.
     *
     * @param patch its name
     */
    record Failure(String patch, String reason) implements ApplyResult {}
}
