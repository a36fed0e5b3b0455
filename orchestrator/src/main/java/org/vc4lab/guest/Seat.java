// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a person sits at a machine.
 *
 * @param terminal the socket that the serial console is connected to, beside its log
 * @param display what QEMU's option {@code -display} takes
 */
public record Seat(Optional<Path> terminal, String display) {
    /** A machine that runs by itself. */
    public static final Seat NOBODY = new Seat(Optional.empty(), "none");

    /** With a picture, and no terminal yet. */
    public static Seat withDisplay(String display) {
        return new Seat(Optional.empty(), display);
    }

    Seat at(Path socket) {
        return new Seat(Optional.of(socket), display);
    }
}
