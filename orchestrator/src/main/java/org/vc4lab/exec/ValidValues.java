// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.util.Collection;

/** Lists, in the message of an error, the values that would have been valid. */
public final class ValidValues {
    private static final int MAX_ON_ONE_LINE = 6;
    private static final int WIDTH = 100;

    private ValidValues() {}

    /** {@code problem; valid: a, b}; more than six values are wrapped at {@value #WIDTH} columns. */
    public static String describe(String problem, Collection<String> values) {
        String prefix = problem + "; valid: ";
        if (values.size() <= MAX_ON_ONE_LINE) {
            return prefix + String.join(", ", values);
        }
        StringBuilder text = new StringBuilder(prefix);
        int column = prefix.length();
        int remaining = values.size();
        for (String value : values) {
            remaining--;
            String item = value + (remaining > 0 ? "," : "");
            if (column + item.length() > WIDTH) {
                text.setLength(text.length() - 1);
                text.append(System.lineSeparator()).append("    ");
                column = 4;
            }
            text.append(item).append(remaining > 0 ? " " : "");
            column += item.length() + 1;
        }
        return text.toString();
    }
}
