// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;

/**
 * A WARN() that is known by the source file it stands in: the code there only checks for others.
 *
 * @param file a part of the file's path
 * @param functions beginnings of the function's name, one of which must be there; where the kernel prints no function
 *     any will do, and so it will if the list is empty
 * @param skipped functions that do not name the report, besides the usual ones
 */
record Warn(String file, List<String> functions, String title, Kind kind, List<String> skipped) {
    Rule rule() {
        FrameSearch search = FrameSearch.warning().skipping(skipped.toArray(String[]::new));
        return Rule.of(kind, "WARNING: ", Namer.in(title, search)).when(this::concerns);
    }

    private boolean concerns(String headline) {
        int place = headline.indexOf(file);
        if (place < 0) {
            return false;
        }
        String rest = headline.substring(place);
        return functions.isEmpty() || functions.stream().anyMatch(rest::contains);
    }
}
