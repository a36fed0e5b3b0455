// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.vc4lab.build.rootfs.GuestAdditions;
import org.vc4lab.build.rootfs.GuestProgram;
import org.vc4lab.build.rootfs.LockedPackage;
import org.vc4lab.source.Yaml.YamlException;

/**
 * Reads what a case adds to the guest's programs. Nothing of it runs on the host; C sources are compiled there, in the
 * sandbox.
 */
record AdditionReader(CaseChecks checks, Path folder) {
    private static final Pattern TAKEN = Pattern.compile("(?:/(?!\\.\\.?(?:/|$))[\\w.+@:-]++)++/?");
    private static final String HEADER_SUFFIX = ".h";
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
        return readFiles(packages, document.files().orElse(List.of()));
    }

    private GuestAdditions readFiles(Map<String, List<LockedPackage>> packages, List<String> names)
            throws YamlException {
        List<Path> files = new ArrayList<>();
        List<Path> headers = new ArrayList<>();
        Map<Path, String> sources = new LinkedHashMap<>();
        Map<String, String> keysByName = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String key = CaseChecks.item("files", i);
            String name = names.get(i);
            Path file = checks.plainFile(key, folder, name, LIMIT_KIB);
            boolean isSource = name.endsWith(GuestProgram.SUFFIX);
            String inGuest = isSource ? name.substring(0, name.length() - GuestProgram.SUFFIX.length()) : name;
            String earlier = keysByName.putIfAbsent(inGuest, key);
            if (earlier != null) {
                throw checks.yaml()
                        .valueError(key, "'" + name + "' is /case/" + inGuest + " of the guest, as is " + earlier);
            }
            if (isSource) {
                sources.put(file, key);
            } else {
                (name.endsWith(HEADER_SUFFIX) ? headers : files).add(file);
            }
        }
        if (sources.isEmpty() && !headers.isEmpty()) {
            throw checks.yaml()
                    .valueError(
                            keysByName.getOrDefault(
                                    String.valueOf(headers.get(0).getFileName()), "files"),
                            "a header needs a C source in files");
        }
        List<GuestProgram> programs = new ArrayList<>();
        sources.forEach((source, key) ->
                programs.add(new GuestProgram(source, headers, checks.yaml().locate(key))));
        return new GuestAdditions(packages, files, programs);
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
