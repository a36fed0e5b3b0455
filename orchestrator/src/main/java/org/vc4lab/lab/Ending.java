// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

/** How a trial's machine came to its end. */
public record Ending(Kind kind, String detail) {
    /** What ended it. */
    public enum Kind {
        /** The guest powered off or restarted. */
        SHUTDOWN,
        /** The guest's own clock ran into the deadline. */
        DEADLINE,
        /** The emulator ended, was stuck, or could not be asked: our own fault. */
        LOST
    }
}
