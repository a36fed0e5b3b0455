// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.IOException;

/** What was given as a patch is none; the message says what was found where. */
public final class PatchFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    PatchFormatException(String message) {
        super(message);
    }
}
