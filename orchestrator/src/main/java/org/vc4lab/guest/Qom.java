// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** QEMU's object tree: reads and sets the properties of the machine's devices. */
public final class Qom {
    /** The parent of all devices that keep observations. */
    static final String DEVICES = "/machine/soc/peripherals";

    private static final Set<String> OUTSIDE_DISPLAY = Set.of("dma", "fw-clocks");
    private static final String CHILD_PREFIX = "child<";

    /** Parts of devices that keep no observations; there are hundreds. */
    private static final Set<String> SKIPPED_TYPES = Set.of("child<clock>", "child<irq>", "child<memory-region>");

    /** The devices that have a property, by emulator and property: to find them takes more than a hundred requests. */
    private static final Map<List<String>, List<String>> DEVICES_WITH = new ConcurrentHashMap<>();

    private final QmpClient qmp;
    private final Path emulator;

    /** @param emulator the program; all machines of one have the same devices */
    Qom(QmpClient qmp, Path emulator) {
        this.qmp = qmp;
        this.emulator = emulator;
    }

    /** The path of a device by its short name, such as {@code dma}; a path is returned as it is. */
    static String pathOf(String device) {
        if (device.startsWith("/")) {
            return device;
        }
        return DEVICES + (OUTSIDE_DISPLAY.contains(device) ? "/" : "/display/") + device;
    }

    void set(DeviceProperty property) throws IOException, InterruptedException {
        ObjectNode arguments = propertyArguments(property.device(), property.property());
        arguments.set("value", property.value());
        qmp.execute("qom-set", arguments);
    }

    public String getText(String device, String name) throws IOException, InterruptedException {
        return get(device, name).asText();
    }

    /** Reads a number; the device is given by its short name or its path. */
    public long getNumber(String device, String name) throws IOException, InterruptedException {
        JsonNode value = get(device, name);
        BigInteger exact = value.isIntegralNumber() ? value.bigIntegerValue() : BigInteger.ONE.shiftLeft(64);
        if (exact.bitLength() > 63) {
            throw new GuestException("QEMU's " + device + "." + name + " is no 64-bit number: " + value);
        }
        return exact.longValue();
    }

    List<String> getTexts(String device, String name) throws IOException, InterruptedException {
        List<String> texts = new ArrayList<>();
        get(device, name).forEach(element -> texts.add(element.asText()));
        return List.copyOf(texts);
    }

    /** The sorted paths of all devices that have the property. */
    List<String> findDevicesWith(String name) throws IOException, InterruptedException {
        List<String> key = List.of(emulator.toString(), name);
        List<String> devices = DEVICES_WITH.get(key);
        if (devices == null) {
            devices = findObjectsWith(name, DEVICES);
            DEVICES_WITH.put(key, devices);
        }
        return devices;
    }

    /** The sorted paths of all objects at or below the root that have the property. */
    List<String> findObjectsWith(String name, String root) throws IOException, InterruptedException {
        List<String> paths = new ArrayList<>();
        ObjectNode arguments = qmp.newArguments().put("path", root);
        for (JsonNode property : qmp.execute("qom-list", arguments)) {
            String type = property.path("type").asText();
            if (property.path("name").asText().equals(name)) {
                paths.add(root);
            } else if (type.startsWith(CHILD_PREFIX) && !SKIPPED_TYPES.contains(type)) {
                paths.addAll(
                        findObjectsWith(name, root + "/" + property.path("name").asText()));
            }
        }
        return paths.stream().sorted().toList(); // QEMU lists them in no order
    }

    private JsonNode get(String device, String name) throws IOException, InterruptedException {
        return qmp.execute("qom-get", propertyArguments(device, name));
    }

    private ObjectNode propertyArguments(String device, String name) {
        return qmp.newArguments().put("path", pathOf(device)).put("property", name);
    }
}
