// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How an interactive user is connected to a machine.
 *
 * @param consoleSocket the socket to which the serial console connects, in addition to its log
 * @param display the value of QEMU's option {@code -display}
 */
public record ConsoleAttachment(Optional<Path> consoleSocket, String display) {
    /** No interactive user. */
    public static final ConsoleAttachment NONE = new ConsoleAttachment(Optional.empty(), "none");

    /** With a picture, and no terminal yet. */
    public static ConsoleAttachment withDisplay(String display) {
        return new ConsoleAttachment(Optional.empty(), display);
    }

    ConsoleAttachment withConsoleSocket(Path socket) {
        return new ConsoleAttachment(Optional.of(socket), display);
    }
}
