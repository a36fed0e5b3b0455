// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.List;

/**
 * How often a test reproduces the report if the kernel has the bug. A kernel without the bug never reproduces it.
 *
 * @param rates the possible rates, equally likely a priori
 */
public record ReproductionRate(@JsonProperty("shares") List<Double> rates) {
    private static final List<Double> POSSIBLE_RATES = List.of(0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 0.9, 1.0);

    public ReproductionRate {
        rates = List.copyOf(rates);
        if (rates.isEmpty() || Collections.min(rates) <= 0 || Collections.max(rates) > 1) {
            throw new IllegalArgumentException("shares lie above 0 and up to 1: " + rates);
        }
    }

    /** Each test reproduces it. */
    public static ReproductionRate certain() {
        return new ReproductionRate(List.of(1.0));
    }

    public static ReproductionRate fixed(double rate) {
        return new ReproductionRate(List.of(rate));
    }

    /** Estimated during the bisection. */
    public static ReproductionRate unknown() {
        return new ReproductionRate(POSSIBLE_RATES);
    }

    /** Whether one test is conclusive. */
    boolean isCertain() {
        return rates.equals(List.of(1.0));
    }
}
