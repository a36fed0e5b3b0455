// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.util.Collection;

/** A name that the user gave and that is none; the message lists the valid ones. */
public final class UnknownNameException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnknownNameException(String what, String name, Collection<String> valid) {
        super("no " + what + " '" + name + "'; valid: " + String.join(", ", valid));
    }
}
