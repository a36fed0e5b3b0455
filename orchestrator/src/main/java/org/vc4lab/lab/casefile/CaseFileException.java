// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import java.io.IOException;

/** A case file that cannot be used; the message begins with the file, the line, the column and the key. */
public final class CaseFileException extends IOException {
    private static final long serialVersionUID = 1L;

    CaseFileException(SourcePosition position, String key, String problem) {
        super(position + ": " + (key.isEmpty() ? "" : key + ": ") + problem);
    }
}
