// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;

/** QEMU understood a QMP command and refused it. */
public final class QmpErrorException extends IOException {
    private static final long serialVersionUID = 1L;

    QmpErrorException(String command, String description) {
        super("QEMU refused " + command + ": " + description);
    }
}
