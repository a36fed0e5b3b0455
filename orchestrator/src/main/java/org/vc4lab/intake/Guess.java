// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import java.util.List;
import java.util.function.Function;

/**
 * What was read off a posted text.
 *
 * @param origins one line each: where it comes from, or why nothing could be read off
 */
record Guess<T>(T value, List<String> origins) {
    Guess {
        origins = List.copyOf(origins);
    }

    static <T> Guess<T> of(T value, String... origins) {
        return new Guess<>(value, List.of(origins));
    }

    <R> Guess<R> map(Function<T, R> function) {
        return new Guess<>(function.apply(value), origins);
    }
}
