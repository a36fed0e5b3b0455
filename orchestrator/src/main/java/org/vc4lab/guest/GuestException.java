// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;

/** The emulator did not start or does not answer: an infrastructure error. */
public final class GuestException extends IOException {
    private static final long serialVersionUID = 1L;

    GuestException(String message) {
        super(message);
    }

    GuestException(String message, Throwable cause) {
        super(message, cause);
    }
}
