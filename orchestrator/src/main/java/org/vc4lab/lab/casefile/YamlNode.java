// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import java.util.List;
import java.util.Map;

/** A node of a YAML document that knows its place. */
sealed interface YamlNode {
    SourcePosition position();

    /** What a user would call it. */
    String kind();

    record Mapping(SourcePosition position, Map<String, MappingEntry> entries) implements YamlNode {
        @Override
        public String kind() {
            return "a mapping";
        }
    }

    record MappingEntry(SourcePosition keyPosition, YamlNode value) {}

    record Sequence(SourcePosition position, List<YamlNode> items) implements YamlNode {
        @Override
        public String kind() {
            return "a list";
        }
    }

    record Scalar(SourcePosition position, ScalarType type, String text) implements YamlNode {
        @Override
        public String kind() {
            return type == ScalarType.NULL ? "nothing" : type + " '" + text + "'";
        }
    }

    /** What YAML takes a scalar for. */
    enum ScalarType {
        TEXT("text"),
        NUMBER("number"),
        BOOLEAN("boolean"),
        NULL("nothing");

        private final String text;

        ScalarType(String text) {
            this.text = text;
        }

        /** As messages have it. */
        @Override
        public String toString() {
            return text;
        }
    }
}
