// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;

/** The emulator could not be started, or does not answer: never the guest's fault. */
public final class GuestException extends IOException {
    private static final long serialVersionUID = 1L;

    GuestException(String message) {
        super(message);
    }

    GuestException(String message, Throwable cause) {
        super(message, cause);
    }
}
