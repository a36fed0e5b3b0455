// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The state of a machine that stands, in a file: all of it but what lives on the host, such as captured audio. */
final class MachineState {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(5);
    private static final Set<String> ENDS = Set.of("completed", "failed", "cancelled");

    private final QmpClient qmp;
    private final Machine machine;

    MachineState(QmpClient qmp, Machine machine) {
        this.qmp = qmp;
        this.machine = machine;
    }

    void save(Path file) throws IOException, InterruptedException {
        move("migrate", file);
    }

    /** Into a machine that was started to wait for it. */
    void load(Path file) throws IOException, InterruptedException {
        move("migrate-incoming", file);
    }

    private void move(String command, Path file) throws IOException, InterruptedException {
        qmp.execute(command, channel(file));
        JsonNode end = new Deadline("end of " + command, LIMIT, POLL, Optional::empty).awaitPresent(this::end);
        if (!end.path("status").asText().equals("completed")) {
            throw new GuestException("QEMU's " + command + " of " + file + " " + end);
        }
    }

    private Optional<JsonNode> end() throws IOException, InterruptedException {
        JsonNode progress = qmp.execute("query-migrate", qmp.arguments());
        return ENDS.contains(progress.path("status").asText()) ? Optional.of(progress) : Optional.empty();
    }

    private ObjectNode channel(Path file) {
        ObjectNode arguments = qmp.arguments();
        ObjectNode channel = arguments.putArray("channels").addObject().put("channel-type", "main");
        channel.putObject("addr")
                .put("transport", "file")
                .put("filename", machine.asTold(file).toString())
                .put("offset", 0);
        return arguments;
    }
}
