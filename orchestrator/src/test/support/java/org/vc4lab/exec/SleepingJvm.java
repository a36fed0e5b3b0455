// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.time.Duration;

/** A JVM to be killed by a test: it runs one long shell script, the first argument, as a group if there is a second. */
final class SleepingJvm {
    private SleepingJvm() {}

    public static void main(String[] arguments) throws Exception {
        Command command = Command.of("sh", "-c", arguments[0]).timeout(Duration.ofMinutes(11));
        new ProcessRunner().run(arguments.length > 1 ? command.inProcessGroup() : command);
    }
}
