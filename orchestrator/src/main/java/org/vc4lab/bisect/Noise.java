// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.List;

/**
 * In which share of runs the report shows where it can. Where it cannot it never shows: a report that has its name is
 * no accident.
 *
 * @param shares what is thought possible, each as likely as the others
 */
public record Noise(@JsonProperty("shares") List<Double> shares) {
    private static final List<Double> ANY = List.of(0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 0.9, 1.0);

    public Noise {
        shares = List.copyOf(shares);
        if (shares.isEmpty() || Collections.min(shares) <= 0 || Collections.max(shares) > 1) {
            throw new IllegalArgumentException("shares lie above 0 and up to 1: " + shares);
        }
    }

    /** It shows each time. */
    public static Noise none() {
        return new Noise(List.of(1.0));
    }

    public static Noise known(double share) {
        return new Noise(List.of(share));
    }

    /** Unknown, and learnt on the way. */
    public static Noise unknown() {
        return new Noise(ANY);
    }

    /** Whether one run tells all. */
    boolean isNone() {
        return shares.equals(List.of(1.0));
    }
}
