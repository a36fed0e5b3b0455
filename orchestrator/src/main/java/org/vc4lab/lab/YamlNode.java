// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.List;
import java.util.Map;

/** A node of a YAML document that knows its place. */
sealed interface YamlNode {
    Place place();

    /** What a user would call it. */
    String kind();

    record Mapping(Place place, Map<String, Entry> entries) implements YamlNode {
        @Override
        public String kind() {
            return "a mapping";
        }
    }

    record Entry(Place keyPlace, YamlNode value) {}

    record Sequence(Place place, List<YamlNode> items) implements YamlNode {
        @Override
        public String kind() {
            return "a list";
        }
    }

    record Scalar(Place place, Type type, String text) implements YamlNode {
        @Override
        public String kind() {
            return type == Type.NOTHING ? "nothing" : type + " '" + text + "'";
        }
    }

    /** What YAML takes a scalar for. */
    enum Type {
        TEXT("text"),
        NUMBER("number"),
        BOOLEAN("boolean"),
        NOTHING("nothing");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        /** As messages have it. */
        @Override
        public String toString() {
            return text;
        }
    }
}
