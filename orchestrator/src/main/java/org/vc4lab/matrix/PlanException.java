// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

/** A plan that asks for something that is not there. */
public final class PlanException extends Exception {
    private static final long serialVersionUID = 1L;

    PlanException(String message) {
        super(message);
    }
}
