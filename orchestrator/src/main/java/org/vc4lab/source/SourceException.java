// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A pinned file could not be had; the message says where it was looked for and what can be done. */
public final class SourceException extends IOException {
    private static final long serialVersionUID = 1L;

    SourceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
