// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

/** A plan, a filter or a shard that names something that does not exist. */
public final class PlanException extends Exception {
    private static final long serialVersionUID = 1L;

    PlanException(String message) {
        super(message);
    }
}
