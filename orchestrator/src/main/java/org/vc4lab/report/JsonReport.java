// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.io.IOException;
import java.io.Writer;
import org.vc4lab.exec.Json;
import org.vc4lab.matrix.MatrixDocument;

/** One JSON document; ci/matrix.schema.json describes it. */
public final class JsonReport {
    private JsonReport() {}

    public static void write(MatrixDocument document, Writer out) throws IOException {
        Json.writeDocument(document, out);
    }
}
