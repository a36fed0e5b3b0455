// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.exit;

/** Invalid usage; the message lists the alternatives. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }

    /** Takes over the message of the cause, which lists the alternatives. */
    public UsageException(Exception cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
