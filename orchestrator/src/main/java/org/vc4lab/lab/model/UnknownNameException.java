// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.util.Collection;
import java.util.function.Function;
import org.vc4lab.exec.ValidValues;

/** A user's name for something that does not exist; the message lists the valid names. */
public final class UnknownNameException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnknownNameException(String what, String name, Collection<String> valid) {
        super(ValidValues.describe("no " + what + " '" + name + "'", valid));
    }

    /** The item of this name. */
    public static <T> T find(String what, String name, Collection<T> items, Function<T, String> nameOf)
            throws UnknownNameException {
        return items.stream()
                .filter(item -> nameOf.apply(item).equals(name))
                .findFirst()
                .orElseThrow(() -> new UnknownNameException(
                        what, name, items.stream().map(nameOf).toList()));
    }
}
