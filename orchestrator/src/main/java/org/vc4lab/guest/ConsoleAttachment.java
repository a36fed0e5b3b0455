// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a person sits at a machine.
 *
 * @param consoleSocket the socket that the serial console is connected to, beside its log
 * @param display what QEMU's option {@code -display} takes
 */
public record ConsoleAttachment(Optional<Path> consoleSocket, String display) {
    /** A machine that runs by itself. */
    public static final ConsoleAttachment NONE = new ConsoleAttachment(Optional.empty(), "none");

    /** With a picture, and no terminal yet. */
    public static ConsoleAttachment withDisplay(String display) {
        return new ConsoleAttachment(Optional.empty(), display);
    }

    ConsoleAttachment withConsoleSocket(Path socket) {
        return new ConsoleAttachment(Optional.of(socket), display);
    }
}
