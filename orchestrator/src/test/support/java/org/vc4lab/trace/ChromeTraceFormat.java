// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Set;

/** Chrome's trace event format as a schema. */
public final class ChromeTraceFormat {
    private ChromeTraceFormat() {}

    /** What a document breaks of the format. */
    public static Set<ValidationMessage> violations(JsonNode document) throws IOException {
        try (InputStream schema = Objects.requireNonNull(
                ChromeTraceFormat.class.getResourceAsStream("/trace/chrome-trace.schema.json"))) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                    .getSchema(schema)
                    .validate(document);
        }
    }
}
