// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

/**
 * The result of a command in the guest.
 *
 * @param exitCode its status; 143 or 137 if it was killed because it took too long
 */
public record GuestResult(int exitCode, String stdout, String stderr) {
    @Override
    public String toString() {
        return "exit code " + exitCode + System.lineSeparator() + stdout + stderr;
    }
}
