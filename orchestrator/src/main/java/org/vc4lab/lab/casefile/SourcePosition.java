// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import java.nio.file.Path;

/** Where something stands in a file; line and column count from 1. */
record SourcePosition(Path file, int line, int column) {
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
