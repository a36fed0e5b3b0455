// SPDX-License-Identifier: Apache-2.0
package org.vc4lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Asserts that work takes time in proportion to its input: processor time, as other programs run beside the test. */
public final class Growth {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int FACTOR = 4;
    /** Linear work takes {@link #FACTOR} times as long, quadratic work its square. */
    private static final double MOST = 9;

    private static final int RUNS = 2;
    private static final int ATTEMPTS = 4;

    private Growth() {}

    /**
     * Compares the time for a size and for one four times as large. Noise only ever adds time, so the fastest of some
     * runs counts, and one attempt that looks linear is enough.
     *
     * @param work on an input of a size, which is made before the clock starts
     */
    public static void assertLinear(String name, int size, IntFunction<Runnable> work) {
        double ratio = IntStream.range(0, ATTEMPTS)
                .mapToDouble(attempt -> fastest(work.apply(size * FACTOR)) / fastest(work.apply(size)))
                .filter(factor -> factor < MOST)
                .findFirst()
                .orElse(MOST);
        assertThat(ratio)
                .as("%s: the time grows by this factor if the input grows by %d", name, FACTOR)
                .isLessThan(MOST);
    }

    private static double fastest(Runnable work) {
        return IntStream.range(0, RUNS)
                .mapToLong(run -> {
                    long started = THREADS.getCurrentThreadCpuTime();
                    work.run();
                    return THREADS.getCurrentThreadCpuTime() - started;
                })
                .min()
                .orElseThrow();
    }
}
