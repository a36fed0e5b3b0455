// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.vc4lab.source.Yaml.YamlException;

/**
 * Kernel configuration fragments in a case's folder. A text of the configuration may name files of the host that go
 * into the kernel, so a case sets none.
 */
record FragmentFiles(CaseChecks checks, Path folder) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]*+\\.config");
    private static final Pattern LINE =
            Pattern.compile("(?:CONFIG_\\w++=(?:[yn]|-?\\d{1,18}|0x[0-9a-fA-F]{1,16})|#.*|\\s*)");
    private static final int LIMIT_KIB = 64;

    List<Path> read(String key, List<String> names) throws YamlException {
        List<Path> files = new ArrayList<>();
        for (String name : names) {
            files.add(read(CaseChecks.item(key, files.size()), name));
        }
        return files;
    }

    private Path read(String key, String name) throws YamlException {
        if (!NAME.matcher(name).matches()) {
            throw checks.yaml().valueError(key, "'" + name + "' is no name of a fragment, such as debugfs.config");
        }
        Path file = checks.plainFile(key, folder, name, LIMIT_KIB);
        try {
            int number = 0;
            for (String line : Files.readString(file).split("\n", -1)) {
                number++;
                if (!LINE.matcher(line).matches()) {
                    throw checks.yaml()
                            .valueError(key, name + ":" + number + ": only y, n and numbers can be set, not: " + line);
                }
            }
        } catch (YamlException wrong) {
            throw wrong;
        } catch (CharacterCodingException broken) {
            throw checks.yaml().valueError(key, name + ": is not UTF-8 text");
        } catch (IOException unreadable) {
            throw checks.yaml().valueError(key, "cannot be read: " + unreadable.getMessage());
        }
        return file;
    }
}
