// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A pinned file is not available. The message lists the places searched and the remedies. */
public final class SourceException extends IOException {
    private static final long serialVersionUID = 1L;

    SourceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
