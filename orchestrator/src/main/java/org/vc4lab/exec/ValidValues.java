// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.util.Collection;
import java.util.Iterator;

/** Lists, in the message of an error, the values that would have been valid. */
public final class ValidValues {
    private static final int MAX_ON_ONE_LINE = 6;
    private static final int WIDTH = 100;

    private ValidValues() {}

    /** {@code problem; valid: a, b}; more than six values are wrapped at {@value #WIDTH} columns. */
    public static String describe(String problem, Collection<String> values) {
        StringBuilder text = new StringBuilder(problem + "; valid:");
        int lineStart = 0;
        for (Iterator<String> remaining = values.iterator(); remaining.hasNext(); ) {
            String item = " " + remaining.next() + (remaining.hasNext() ? "," : "");
            if (values.size() > MAX_ON_ONE_LINE && text.length() - lineStart + item.length() > WIDTH) {
                text.append(System.lineSeparator());
                lineStart = text.length();
                text.append("   ");
            }
            text.append(item);
        }
        return text.toString();
    }
}
