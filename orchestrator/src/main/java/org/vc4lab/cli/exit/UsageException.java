// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.exit;

/** What the user asked for cannot be meant; the message says what can. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }

    /** What was looked for and is not there, or is none, says itself what can be meant. */
    public UsageException(Exception cause) {
        super(String.valueOf(cause.getMessage()));
    }
}
