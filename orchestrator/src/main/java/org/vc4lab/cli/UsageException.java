// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

/** What the user asked for cannot be meant; the message says what can. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }

    /** What was looked for and is not there, or is none, says itself what can be meant. */
    UsageException(Exception why) {
        super(String.valueOf(why.getMessage()));
    }
}
