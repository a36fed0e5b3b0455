// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.vc4lab.source.Yaml;
import org.vc4lab.source.Yaml.YamlException;

/** The rules that types cannot express; each takes the key of the value that it checks. */
record CaseChecks(Yaml yaml) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]*");
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][\\w.-]*+");
    private static final String NO_NAME = "is no name: lower-case letters, digits and '-' only, the first no '-'";

    /** Names are used in paths, file names and columns of tables. */
    String name(String key, String text) throws YamlException {
        if (!NAME.matcher(text).matches()) {
            throw yaml.valueError(key, "'" + text + "' " + NO_NAME);
        }
        return text;
    }

    /** At least one entry, and only valid names. */
    void names(String key, Map<String, ?> entries, String kind) throws YamlException {
        if (entries.isEmpty()) {
            throw yaml.valueError(key, "needs at least one " + kind);
        }
        names(key, entries);
    }

    void names(String key, Map<String, ?> entries) throws YamlException {
        for (String name : entries.keySet()) {
            if (!NAME.matcher(name).matches()) {
                throw yaml.keyError(key + "." + name, NO_NAME);
            }
        }
    }

    /** A folder in the case's: a link could lead anywhere. */
    Path folder(String key, Path parent, String name) throws YamlException {
        Path folder = parent.resolve(name(key, name));
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw yaml.valueError(key, "there is no plain folder " + name + " in the case's folder");
        }
        return folder;
    }

    /** A file of the case's folder itself: a link could lead anywhere. */
    Path plainFile(String key, Path parent, String name, int limitKib) throws YamlException {
        if (!FILE_NAME.matcher(name).matches()) {
            throw yaml.valueError(key, "'" + name + "' is no name of a file in the case's folder");
        }
        Path file = parent.resolve(name);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw yaml.valueError(key, "there is no plain file " + name + " in the case's folder");
        }
        if (file.toFile().length() > (long) limitKib << 10) {
            throw yaml.valueError(key, name + " has more than the limit of " + limitKib + " KiB");
        }
        return file;
    }

    int atLeast(int minimum, String key, int number) throws YamlException {
        if (number < minimum) {
            throw yaml.valueError(key, number + " has to be " + minimum + " or more");
        }
        return number;
    }

    int between(int minimum, int maximum, String key, int number) throws YamlException {
        if (number < minimum || number > maximum) {
            throw yaml.valueError(key, number + " has to be from " + minimum + " to " + maximum);
        }
        return number;
    }

    String oneOf(Collection<String> valid, String key, String text) throws YamlException {
        if (!valid.contains(text)) {
            throw yaml.valueError(key, "'" + text + "' is not one of " + String.join(", ", valid));
        }
        return text;
    }

    List<String> allOf(Collection<String> valid, String key, List<String> texts) throws YamlException {
        for (int i = 0; i < texts.size(); i++) {
            oneOf(valid, item(key, i), texts.get(i));
        }
        return texts;
    }

    void onlyKeys(Collection<String> valid, String key, Map<String, ?> entries) throws YamlException {
        for (String name : entries.keySet()) {
            if (!valid.contains(name)) {
                throw yaml.unknownKey(key + "." + name, valid);
            }
        }
    }

    /** What a device's property can be set to. */
    JsonNode scalar(String key, JsonNode value) throws YamlException {
        if (!value.isValueNode()) {
            throw yaml.typeError(key, "a text, a number, true or false");
        }
        return value;
    }

    static String item(String key, int index) {
        return key + ".[" + index + "]";
    }
}
