// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.nio.file.Path;
import org.vc4lab.exec.Command;

/** Git on mails and patches, with no repository and nobody's configuration: both would change what it does. */
final class PatchGit {
    private PatchGit() {}

    /** @param nowhere a path at which there is nothing */
    static Command command(Path nowhere, String... argv) {
        return Command.of("git", argv)
                .env("GIT_DIR", nowhere.toString())
                .env("GIT_CONFIG_NOSYSTEM", "1")
                .env("GIT_CONFIG_GLOBAL", "/dev/null")
                .env("LC_ALL", "C");
    }
}
