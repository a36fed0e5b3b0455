// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import java.util.List;

/** No case can be made of a text; says what is missing, one line each. */
public final class NoCaseException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> missing;

    NoCaseException(List<String> missing) {
        super(String.join("; ", missing));
        this.missing = List.copyOf(missing);
    }

    /** What is missing. */
    public List<String> missing() {
        return missing;
    }
}
