// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.Writer;
import org.vc4lab.matrix.MatrixDocument;

/** One JSON document; ci/matrix.schema.json describes it. */
public final class JsonReport {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private JsonReport() {}

    public static void write(MatrixDocument document, Writer out) throws IOException {
        out.write(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document));
        out.write('\n');
        out.flush();
    }
}
