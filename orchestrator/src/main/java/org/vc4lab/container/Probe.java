// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.container;

/** Whether something works on this machine. */
public sealed interface Probe<T> {
    /** It does. */
    record Available<T>(T service) implements Probe<T> {}

    /**
     * It does not.
     *
     * @param isInstalled whether it is installed all the same
     */
    record Unavailable<T>(boolean isInstalled, String reason) implements Probe<T> {}
}
