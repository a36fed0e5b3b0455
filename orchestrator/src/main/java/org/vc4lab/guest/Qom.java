// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** QEMU's object tree: what the machine's devices are told, and what they have seen. */
public final class Qom {
    private static final String CHILD_PREFIX = "child<";

    /** Parts of devices that keep no observations; there are hundreds. */
    private static final Set<String> SKIPPED_TYPES = Set.of("child<clock>", "child<irq>", "child<memory-region>");

    private final QmpClient qmp;

    Qom(QmpClient qmp) {
        this.qmp = qmp;
    }

    void set(DeviceProperty property) throws IOException, InterruptedException {
        ObjectNode arguments = propertyArguments(property.path(), property.name());
        arguments.set("value", property.value());
        qmp.execute("qom-set", arguments);
    }

    public String getText(String path, String name) throws IOException, InterruptedException {
        return get(path, name).asText();
    }

    public long getNumber(String path, String name) throws IOException, InterruptedException {
        JsonNode value = get(path, name);
        BigInteger exact = value.isIntegralNumber() ? value.bigIntegerValue() : BigInteger.ONE.shiftLeft(64);
        if (exact.bitLength() > 63) {
            throw new GuestException("QEMU's " + path + "." + name + " is no 64-bit number: " + value);
        }
        return exact.longValue();
    }

    public List<String> getTexts(String path, String name) throws IOException, InterruptedException {
        List<String> texts = new ArrayList<>();
        get(path, name).forEach(element -> texts.add(element.asText()));
        return List.copyOf(texts);
    }

    /** The paths of all objects below this one, itself included, that have the property; parents first. */
    public List<String> findObjectsWith(String name, String root) throws IOException, InterruptedException {
        List<String> paths = new ArrayList<>();
        List<String> children = new ArrayList<>();
        ObjectNode arguments = qmp.newArguments().put("path", root);
        for (JsonNode property : qmp.execute("qom-list", arguments)) {
            String type = property.path("type").asText();
            if (property.path("name").asText().equals(name)) {
                paths.add(root);
            } else if (type.startsWith(CHILD_PREFIX) && !SKIPPED_TYPES.contains(type)) {
                children.add(root + "/" + property.path("name").asText());
            }
        }
        for (String child : children) {
            paths.addAll(findObjectsWith(name, child));
        }
        return paths.stream().sorted().toList(); // QEMU lists them in no order
    }

    private JsonNode get(String path, String name) throws IOException, InterruptedException {
        return qmp.execute("qom-get", propertyArguments(path, name));
    }

    private ObjectNode propertyArguments(String path, String name) {
        return qmp.newArguments().put("path", path).put("property", name);
    }
}
