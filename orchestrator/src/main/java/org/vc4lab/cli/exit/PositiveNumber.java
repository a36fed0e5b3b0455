// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.exit;

/** The value of an option that counts something. */
public final class PositiveNumber {
    private PositiveNumber() {}

    /**
     * Refuses a number below 1.
     *
     * @throws UsageException if it is
     */
    public static void require(String option, long number) {
        if (number < 1) {
            throw new UsageException(option + " takes a number from 1, not " + number);
        }
    }
}
