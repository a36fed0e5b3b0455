// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.time.Duration;

/** A JVM to be killed by a test: it runs one long command that writes its pid to the file named first. */
final class Sleeper {
    private Sleeper() {}

    public static void main(String[] arguments) throws Exception {
        new ProcessRunner()
                .run(Command.of("sh", "-c", "echo $$ > " + arguments[0] + "; exec sleep 600")
                        .within(Duration.ofMinutes(11)));
    }
}
