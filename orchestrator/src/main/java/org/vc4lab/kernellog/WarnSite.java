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
record WarnSite(String file, List<String> functions, String title, ReportKind kind, List<String> skipped) {
    Rule rule() {
        FrameSearch search = FrameSearch.warning().skipping(skipped.toArray(String[]::new));
        return Rule.of(kind, "WARNING: ", TitleExtractor.withFunction(title, search))
                .when(this::matches);
    }

    private boolean matches(String headline) {
        int position = headline.indexOf(file);
        if (position < 0) {
            return false;
        }
        String rest = headline.substring(position);
        return functions.isEmpty() || functions.stream().anyMatch(rest::contains);
    }
}
