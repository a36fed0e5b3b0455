// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

/** Where in a trial something was printed. */
public enum Phase {
    BOOT,
    SCENARIO,
    /** Between the scenario's end and the canary's beginning. */
    MEASURES,
    CANARY
}
