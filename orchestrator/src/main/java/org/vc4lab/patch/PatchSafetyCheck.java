// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Refuses patches that could write outside the tree or through a link. */
final class PatchSafetyCheck {
    private static final String LINK = "120000";
    private static final String SUBMODULE = "160000";
    /** Git writes no other mode of a plain file, but reads many: "0120000" or "120777" are links as well. */
    private static final Set<String> PLAIN_FILES = Set.of("100644", "100755");

    private PatchSafetyCheck() {}

    /** The reason if the patch must not be applied. */
    static Optional<String> findRefusal(Patch patch) {
        Set<String> modes = DiffHeaders.of(patch.diff()).modes();
        if (modes.contains(LINK)) {
            return Optional.of("it makes or changes a symbolic link (mode " + LINK + ")");
        }
        if (modes.contains(SUBMODULE)) {
            return Optional.of("it makes or changes a submodule (mode " + SUBMODULE + ")");
        }
        Optional<String> otherMode =
                modes.stream().filter(mode -> !PLAIN_FILES.contains(mode)).findFirst();
        if (otherMode.isPresent()) {
            return Optional.of("its file mode '" + otherMode.get() + "' is neither 100644 nor 100755");
        }
        return patch.files().stream()
                .map(PatchSafetyCheck::findPathRefusal)
                .flatMap(Optional::stream)
                .findFirst();
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
                || path.chars().anyMatch(Character::isISOControl);
        return isUnusual ? Optional.of("it names an odd path: '" + path + "'") : Optional.empty();
    }
}
