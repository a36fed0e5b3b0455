// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.io.IOException;

/** A command did not exit with status 0. The message contains the command, its status and its last lines. */
public final class CommandFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient CommandResult result;

    CommandFailedException(CommandResult result) {
        super(result.describe());
        this.result = result;
    }

    public CommandResult result() {
        return result;
    }
}
