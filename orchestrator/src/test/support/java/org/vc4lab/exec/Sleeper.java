// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.time.Duration;

/** A JVM to be killed by a test: it runs one long shell script, the first argument, as a group if there is a second. */
final class Sleeper {
    private Sleeper() {}

    public static void main(String[] arguments) throws Exception {
        Command command = Command.of("sh", "-c", arguments[0]).within(Duration.ofMinutes(11));
        new ProcessRunner().run(arguments.length > 1 ? command.asGroup() : command);
    }
}
