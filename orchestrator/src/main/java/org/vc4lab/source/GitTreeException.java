// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import java.io.IOException;

/** What was given as a git tree, or as a revision of one, is none; the message says what was found. */
public final class GitTreeException extends IOException {
    private static final long serialVersionUID = 1L;

    GitTreeException(String message) {
        super(message);
    }
}
