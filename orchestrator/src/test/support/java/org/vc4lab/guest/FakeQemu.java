// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Speaks QMP as QEMU does, and has a few objects. As a program it takes QEMU's command line; what the kernel's would be
 * says how it behaves.
 */
public final class FakeQemu {
    private static final Map<String, String> PROPERTY_VALUES = Map.of(
            "number", "42",
            "huge", "18446744073709551615",
            "negative", "-1",
            "text", "\"84010a\"",
            "list", "[\"one count=1\", \"two count=2\"]",
            "first-word-ns", "1500");

    /** In its working directory: the arguments it was started with, one a line. */
    static final String ARGUMENTS = "arguments";

    private static final String RAM = ",mem-path=";

    /** In its working directory: the commands of a machine that floods its console or gets ready, one a line. */
    static final String REQUESTS = "requests";

    /** What stands before the name of the QMP socket. */
    static final String QMP = "socket,id=qmp,server=off,path=";

    private final ObjectMapper json = new ObjectMapper();
    private final SocketChannel channel;
    private final String behaviour;
    private final List<JsonNode> requests = new ArrayList<>();
    private boolean ready;

    FakeQemu(SocketChannel channel, String behaviour) {
        this.channel = channel;
        this.behaviour = behaviour;
    }

    /** Writes a script that runs it. */
    public static Path install(Path folder) throws IOException {
        String script = "#!/bin/sh\nexec '" + Path.of(System.getProperty("java.home"), "bin", "java") + "' -cp '"
                + System.getProperty("java.class.path") + "' -XX:TieredStopAtLevel=1 " + FakeQemu.class.getName()
                + " \"$@\"\n";
        Path qemu = Files.writeString(folder.resolve("qemu"), script);
        return Files.setPosixFilePermissions(qemu, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    public static void main(String[] arguments) throws IOException {
        List<String> argv = List.of(arguments);
        Files.write(Path.of(ARGUMENTS), argv);
        String behaviour = argv.get(argv.indexOf("-append") + 1);
        if (behaviour.equals("refuse")) {
            System.err.println("qemu: no such machine");
            System.exit(1);
        }
        Path console = Path.of(option(argv, "file,id=console,path="));
        for (String argument : argv) {
            if (argument.contains(RAM) && argument.endsWith("share=on")) {
                Path ram = Path.of(
                        argument.substring(argument.indexOf(RAM) + RAM.length()).split(",", 2)[0]);
                Files.writeString(ram, "RAM");
            }
        }
        boolean append = argv.contains("file,id=console,path=" + console + ",append=on");
        Files.writeString(
                console,
                "hello from the guest\n",
                StandardOpenOption.CREATE,
                append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(option(argv, QMP)));
            FakeQemu qemu = new FakeQemu(channel, behaviour);
            qemu.greet();
            qemu.serve();
        }
    }

    private static String option(List<String> argv, String prefix) {
        return argv.stream()
                .filter(argument -> argument.startsWith(prefix))
                .map(argument -> argument.substring(prefix.length()).split(",", 2)[0])
                .findFirst()
                .orElseThrow();
    }

    /** What was asked so far. */
    List<JsonNode> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    void greet() throws IOException {
        send("{\"QMP\": {\"version\": {}, \"capabilities\": [\"oob\"]}}");
    }

    void serve() throws IOException {
        BufferedReader lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonNode request = json.readTree(line);
            synchronized (requests) {
                requests.add(request);
            }
            if (behaviour.equals("hang up")) {
                channel.close();
                return;
            }
            if (!behaviour.equals("silent")) {
                send("{\"event\": \"NOISE\", \"data\": {}}");
                answer(request);
            }
        }
    }

    private void answer(JsonNode request) throws IOException {
        if (behaviour.equals("flood") || behaviour.equals("ready")) {
            String command = request.path("execute").asText() + "\n";
            Files.writeString(Path.of(REQUESTS), command, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        String id = request.path("id").toString();
        JsonNode arguments = request.path("arguments");
        switch (request.path("execute").asText()) {
            case "qom-get" -> get(id, arguments.path("property").asText());
            case "qom-set" -> set(id, arguments);
            case "query-migrate" -> sendResult(id, "{\"status\": \"completed\"}");
            case "migrate" -> {
                Files.writeString(
                        Path.of(arguments
                                .path("channels")
                                .path(0)
                                .path("addr")
                                .path("filename")
                                .asText()),
                        "devices");
                sendResult(id, "{}");
            }
            case "migrate-incoming" -> {
                ready = true;
                sendResult(id, "{}");
            }
            case "qom-list" -> sendResult(id, children(arguments.path("path").asText()));
            case "cont" -> {
                sendResult(id, "{}");
                run();
            }
            case "quit" -> {
                if (!behaviour.equals("stubborn")) {
                    System.exit(behaviour.equals("dirty") ? 5 : 0);
                }
            }
            default -> sendResult(id, "{}");
        }
    }

    private void get(String id, String property) throws IOException {
        if (PROPERTY_VALUES.containsKey(property)) {
            sendResult(id, PROPERTY_VALUES.get(property));
        } else {
            sendError(id, "Property '" + property + "' not found");
        }
    }

    private void set(String id, JsonNode arguments) throws IOException {
        if (arguments.path("path").asText().startsWith("/machine")) {
            sendResult(id, "{}");
        } else {
            sendError(id, "Device '" + arguments.path("path").asText() + "' not found");
        }
    }

    private static String children(String path) {
        return switch (path) {
            case "/machine" ->
                "[{\"name\": \"type\", \"type\": \"string\"},"
                        + " {\"name\": \"a\", \"type\": \"child<some>\"}, {\"name\": \"b\", \"type\": \"child<other>\"},"
                        + " {\"name\": \"c\", \"type\": \"link<some>\"}]";
            case "/machine/a" ->
                "[{\"name\": \"list\", \"type\": \"strList\"}," + " {\"name\": \"in\", \"type\": \"child<some>\"}]";
            case "/machine/a/in" -> "[{\"name\": \"list\", \"type\": \"strList\"}]";
            default -> "[]";
        };
    }

    private void run() throws IOException {
        switch (behaviour) {
            case "reset", "stubborn", "dirty" ->
                send("{\"event\": \"SHUTDOWN\", \"data\": {\"guest\": true, \"reason\": \"guest-reset\"}}");
            case "ready" -> {
                send(
                        ready
                                ? "{\"event\": \"SHUTDOWN\", \"data\": {\"guest\": true, \"reason\": \"guest-reset\"}}"
                                : "{\"event\": \"STOP\"}");
                ready = true;
            }
            case "killed" ->
                send("{\"event\": \"SHUTDOWN\", \"data\": {\"guest\": false, \"reason\": \"host-signal\"}}");
            case "flood" -> {
                try (RandomAccessFile console = new RandomAccessFile("console.log", "rw")) {
                    console.setLength(3L << 30);
                }
            }
            case "deadline" -> send("{\"event\": \"WATCHDOG\", \"data\": {\"action\": \"pause\"}}");
            case "die" -> {
                System.err.println("qemu: out of memory");
                System.exit(3);
            }
            default -> {}
        }
    }

    private void sendResult(String id, String value) throws IOException {
        send("{\"return\": " + value + ", \"id\": " + id + "}");
    }

    private void sendError(String id, String why) throws IOException {
        send("{\"error\": {\"class\": \"GenericError\", \"desc\": \"" + why + "\"}, \"id\": " + id + "}");
    }

    private void send(String message) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(message + "\r\n");
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
