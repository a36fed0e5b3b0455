// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Saves and loads the state of a stopped machine, without what is on the host, such as captured audio. */
final class MachineSnapshot {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(5);
    private static final Set<String> FINAL_STATES = Set.of("completed", "failed", "cancelled");

    private final QmpClient qmp;
    private final Machine machine;

    MachineSnapshot(QmpClient qmp, Machine machine) {
        this.qmp = qmp;
        this.machine = machine;
    }

    void save(Path file) throws IOException, InterruptedException {
        migrate("migrate", file);
    }

    /** Needs a machine that was started to wait for a state. */
    void load(Path file) throws IOException, InterruptedException {
        migrate("migrate-incoming", file);
    }

    private void migrate(String command, Path file) throws IOException, InterruptedException {
        qmp.execute(command, fileChannel(file));
        JsonNode result = new Wait("end of " + command, LIMIT, POLL, Optional::empty).awaitPresent(this::finalStatus);
        if (!result.path("status").asText().equals("completed")) {
            throw new GuestException("QEMU's " + command + " of " + file + " " + result);
        }
    }

    private Optional<JsonNode> finalStatus() throws IOException, InterruptedException {
        JsonNode progress = qmp.execute("query-migrate", qmp.newArguments());
        return FINAL_STATES.contains(progress.path("status").asText()) ? Optional.of(progress) : Optional.empty();
    }

    private ObjectNode fileChannel(Path file) {
        ObjectNode arguments = qmp.newArguments();
        ObjectNode channel = arguments.putArray("channels").addObject().put("channel-type", "main");
        channel.putObject("addr")
                .put("transport", "file")
                .put("filename", machine.pathForQemu(file).toString())
                .put("offset", 0);
        return arguments;
    }
}
