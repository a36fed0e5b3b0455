// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs git on untrusted repositories and patches: without the configuration of system and user, without hooks,
 * monitors, transports and locks.
 */
public final class GitCommands {
    private static final String DEV_NULL = "/dev/null";

    /** Overrides a repository's own configuration. */
    private static final Map<String, String> SETTINGS = Map.of(
            "safe.directory", "*", // root may read a user's tree
            "core.fsmonitor", "false",
            "core.hooksPath", DEV_NULL,
            "core.attributesFile", DEV_NULL,
            "core.quotePath", "true",
            "gc.auto", "0",
            "submodule.recurse", "false");

    /** Overrides a tree's attributes, so that bytes are checked out as they are in the repository. */
    private static final String NO_ATTRIBUTES = "* -text !eol -ident -filter !working-tree-encoding\n";

    private GitCommands() {}

    /** Git in a repository that it finds from its working directory. */
    public static Command command(String... arguments) {
        List<String> argv = new ArrayList<>(List.of("git"));
        argv.addAll(List.of(arguments));
        Command command = Command.of(argv)
                .env("GIT_CONFIG_NOSYSTEM", "1")
                .env("GIT_CONFIG_GLOBAL", DEV_NULL)
                .env("GIT_ATTR_NOSYSTEM", "1")
                .env("GIT_OPTIONAL_LOCKS", "0")
                .env("GIT_ALLOW_PROTOCOL", "") // a repository's protocol.ext.allow overrides protocol.allow
                .env("GIT_NO_LAZY_FETCH", "1") // unknown to git before 2.39.4
                .env("GIT_NO_REPLACE_OBJECTS", "1")
                .env("GIT_TERMINAL_PROMPT", "0")
                .env("GIT_CONFIG_COUNT", Integer.toString(SETTINGS.size()))
                .env("LC_ALL", "C");
        int number = 0;
        for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
            command = command.env("GIT_CONFIG_KEY_" + number, setting.getKey())
                    .env("GIT_CONFIG_VALUE_" + number, setting.getValue());
            number++;
        }
        return command;
    }

    /** Git in a repository of the lab; in none, as for patches and mails, if nothing exists at the path. */
    public static Command inRepository(Path repository, String... arguments) {
        return command(arguments).env("GIT_DIR", repository.toString());
    }

    /** Creates an empty repository of the lab, unless it exists. */
    public static void createRepository(Path repository) throws IOException {
        Files.createDirectories(repository.resolve("objects"));
        Files.createDirectories(repository.resolve("refs"));
        Files.createDirectories(repository.resolve("info"));
        Files.writeString(repository.resolve("info/attributes"), NO_ATTRIBUTES);
        Files.writeString(repository.resolve("HEAD"), "ref: refs/heads/none\n");
    }

    /** A name in quotation marks with C's escapes, as git quotes unusual names. */
    public static String quotePath(String name) {
        StringBuilder quoted = new StringBuilder("\"");
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            if (each == '"' || each == '\\') {
                quoted.append('\\').append((char) each);
            } else if (each < ' ' || each == 0x7f) {
                quoted.append(String.format("\\%03o", each & 0xff));
            } else {
                quoted.append((char) each);
            }
        }
        return quoted.append('"').toString();
    }
}
