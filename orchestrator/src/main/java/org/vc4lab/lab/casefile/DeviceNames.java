// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;
import org.vc4lab.guest.DeviceCounter;
import org.vc4lab.guest.DeviceProperty;
import org.vc4lab.source.Yaml.YamlException;

/**
 * The devices of the machine, by the machine's short names, by their paths in QEMU's object tree, or by the names that
 * the case gives them.
 *
 * @param folder of the case
 * @param paths by the case's names
 */
record DeviceNames(CaseChecks checks, Path folder, Map<String, String> paths) {
    /** Of the machine only: what is elsewhere in the tree is QEMU's own, and may name files of the host. */
    private static final Pattern PATH = Pattern.compile("/machine(?:/[\\w@-]+(?:\\[\\d+\\])?)++");

    private static final Pattern SHORT_NAME = Pattern.compile("[a-z][a-z0-9-]*+");

    /** The property that has the emulator write a file. */
    private static final String CAPTURE = "capture";

    /** What a case may say instead of {@link #EDID}: the emulator gets the content and opens no file. */
    private static final String EDID_FILE = "edid-file";

    private static final String EDID = "edid-hex";
    private static final int EDID_BLOCK = 128;
    private static final int EDID_LIMIT_KIB = 32;

    static DeviceNames read(CaseChecks checks, Path folder, Map<String, String> paths) throws YamlException {
        checks.names("devices", paths);
        for (var entry : paths.entrySet()) {
            if (!PATH.matcher(entry.getValue()).matches()) {
                throw checks.yaml()
                        .valueError(
                                "devices." + entry.getKey(), "'" + entry.getValue() + "' is no path below /machine");
            }
        }
        return new DeviceNames(checks, folder, paths);
    }

    DeviceCounter counter(String key, String text) throws YamlException {
        int dot = dot(key, text);
        return new DeviceCounter(text, device(key, text.substring(0, dot)), text.substring(dot + 1));
    }

    DeviceProperty setting(String key, String text, String valueKey, JsonNode value) throws YamlException {
        int dot = dot(key, text);
        return setting(key, text.substring(0, dot), text.substring(dot + 1), valueKey, value);
    }

    DeviceProperty setting(String key, String name, String property, String valueKey, JsonNode value)
            throws YamlException {
        if (property.equals(CAPTURE)) {
            throw checks.yaml().keyError(key, "'capture' is the lab's own");
        }
        if (property.equals(EDID_FILE)) {
            return DeviceProperty.text(device(key, name), EDID, readEdid(valueKey, value.asText()));
        }
        return new DeviceProperty(device(key, name), property, checks.scalar(valueKey, value));
    }

    private String readEdid(String key, String fileName) throws YamlException {
        Path file = checks.plainFile(key, folder, fileName, EDID_LIMIT_KIB);
        try {
            byte[] edid = Files.readAllBytes(file);
            if (edid.length == 0 || edid.length % EDID_BLOCK != 0) {
                throw checks.yaml()
                        .valueError(
                                key, fileName + " has " + edid.length + " bytes; an EDID has blocks of " + EDID_BLOCK);
            }
            return HexFormat.of().formatHex(edid);
        } catch (YamlException wrong) {
            throw wrong;
        } catch (IOException unreadable) {
            throw checks.yaml().valueError(key, "cannot be read: " + unreadable.getMessage());
        }
    }

    private int dot(String key, String text) throws YamlException {
        int dot = text.indexOf('.');
        if (dot <= 0 || dot == text.length() - 1 || text.indexOf('.', dot + 1) >= 0) {
            throw checks.yaml().valueError(key, "has to be device.property");
        }
        return dot;
    }

    private String device(String key, String name) throws YamlException {
        if (paths.containsKey(name)) {
            return paths.get(name);
        }
        if (!PATH.matcher(name).matches() && !SHORT_NAME.matcher(name).matches()) {
            throw checks.yaml().keyError(key, "'" + name + "' is no device: neither a name nor a path below /machine");
        }
        return name;
    }
}
