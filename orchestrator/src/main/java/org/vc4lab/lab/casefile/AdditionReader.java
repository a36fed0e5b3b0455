// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.vc4lab.build.rootfs.GuestAdditions;
import org.vc4lab.build.rootfs.LockedPackage;
import org.vc4lab.source.Yaml.YamlException;

/** Reads what a case adds to the guest's programs. Nothing of it runs on the host. */
record AdditionReader(CaseChecks checks, Path folder) {
    private static final Pattern TAKEN = Pattern.compile("(?:/(?!\\.\\.?(?:/|$))[\\w.+@:-]++)++/?");
    private static final int LIMIT_KIB = 16 << 10;

    GuestAdditions read(CaseDocument document) throws YamlException {
        Map<String, List<LockedPackage>> packages = document.packages().orElse(Map.of());
        for (var entry : packages.entrySet()) {
            for (int i = 0; i < entry.getValue().size(); i++) {
                check(
                        CaseChecks.item("packages." + entry.getKey(), i),
                        entry.getValue().get(i));
            }
        }
        List<Path> files = new ArrayList<>();
        for (String name : document.files().orElse(List.of())) {
            String key = CaseChecks.item("files", files.size());
            files.add(checks.plainFile(key, folder, name, LIMIT_KIB));
        }
        return new GuestAdditions(packages, files);
    }

    private void check(String key, LockedPackage lockedPackage) throws YamlException {
        try {
            lockedPackage.file();
        } catch (IllegalArgumentException wrong) {
            throw checks.yaml().valueError(key, String.valueOf(wrong.getMessage()));
        }
        if (lockedPackage.take().isEmpty()) {
            throw checks.yaml().valueError(key + ".take", "needs a file");
        }
        for (int i = 0; i < lockedPackage.take().size(); i++) {
            String path = lockedPackage.take().get(i);
            if (!TAKEN.matcher(path).matches()) {
                throw checks.yaml()
                        .valueError(
                                CaseChecks.item(key + ".take", i),
                                "'" + path + "' is no file or folder of a package, such as /usr/bin/modetest");
            }
        }
    }
}
