// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.shrink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.patch.PatchFiles;
import org.vc4lab.source.Yaml;

/** What is left of a trial, as files: the scenario as a case has it, the patches, and the kernel fragments. */
public final class ShrunkFolder {
    public static final String SCENARIO = "scenario.yaml";

    private ShrunkFolder() {}

    /**
     * Writes a new folder.
     *
     * @param caseFile of the trial's case
     */
    public static void write(TrialParts whole, TrialParts left, Path caseFile, Path folder) throws IOException {
        Files.createDirectories(folder);
        ObjectNode scenarios = Yaml.read(caseFile, ObjectNode.class).withObject("/scenarios");
        String name = left.scenario().name();
        scenarios.retain(name);
        shrink(scenarios.withObject("/" + name), whole.scenario(), left.scenario());
        AtomicFiles.write(folder.resolve(SCENARIO), Yaml.write(scenarios));
        PatchFiles.write(left.patches(), folder);
        FragmentSetting.write(left.fragments(), folder);
    }

    private static void shrink(ObjectNode section, Scenario whole, Scenario left) {
        ArrayNode run = section.putArray("run");
        left.run().forEach(run::add);
        retain(section, "meanwhile", whole.changes(), left.changes());
        retain(section, "faults", whole.faults(), left.faults());
        retain(section, "evidence", whole.evidence(), left.evidence());
    }

    /** The entries of a list that are left are in its order. */
    private static <T> void retain(ObjectNode section, String key, List<T> whole, List<T> left) {
        if (left.isEmpty()) {
            section.remove(key);
            return;
        }
        ArrayNode retained = JsonNodeFactory.instance.arrayNode();
        Iterator<JsonNode> entries = section.path(key).iterator();
        Iterator<T> remaining = left.iterator();
        T next = remaining.next();
        for (T item : whole) {
            JsonNode entry = entries.next();
            if (item.equals(next)) {
                retained.add(entry);
                if (!remaining.hasNext()) {
                    break;
                }
                next = remaining.next();
            }
        }
        section.set(key, retained);
    }
}
