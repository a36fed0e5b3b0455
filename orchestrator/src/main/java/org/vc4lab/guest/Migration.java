// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Writes the state of a stopped machine to a file, or loads it: with the RAM, unless that is a file of its own. */
record Migration(Machine machine, QmpClient qmp) {
    private static final Set<String> FINAL_STATES = Set.of("completed", "failed", "cancelled");

    void save(Path file) throws IOException, InterruptedException {
        run("migrate", file);
    }

    void load(Path file) throws IOException, InterruptedException {
        run("migrate-incoming", file);
    }

    private void run(String command, Path file) throws IOException, InterruptedException {
        ObjectNode arguments = qmp.newArguments();
        ObjectNode channel = arguments.putArray("channels").addObject().put("channel-type", "main");
        channel.putObject("addr")
                .put("transport", "file")
                .put("filename", machine.pathForQemu(file).toString())
                .put("offset", 0);
        if (machine.memory().isPresent()) { // the file has the RAM
            ObjectNode capabilities = qmp.newArguments();
            capabilities
                    .putArray("capabilities")
                    .addObject()
                    .put("capability", "x-ignore-shared")
                    .put("state", true);
            qmp.execute("migrate-set-capabilities", capabilities);
        }
        qmp.execute(command, arguments);
        JsonNode result = new Wait("end of " + command, Guest.REPLY_LIMIT, Guest.POLL, Optional::empty)
                .awaitPresent(this::finalState);
        if (!result.path("status").asText().equals("completed")) {
            throw new GuestException("QEMU's " + command + " of " + file + " " + result);
        }
    }

    private Optional<JsonNode> finalState() throws IOException, InterruptedException {
        JsonNode progress = qmp.execute("query-migrate", qmp.newArguments());
        return FINAL_STATES.contains(progress.path("status").asText()) ? Optional.of(progress) : Optional.empty();
    }
}
