// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.trace;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A spinlock that a processor held for a while, by the calls of the functions that take and release it.
 *
 * @param address of the lock, in hexadecimal
 * @param taker the function that took it, with the offset in it
 * @param untilNanos the end of what is known if it was not released
 */
public record HeldSpinlock(
        @JsonProperty("cpu") int processor,
        @JsonProperty("address") String address,
        @JsonProperty("taker") String taker,
        @JsonProperty("fromNanos") long fromNanos,
        @JsonProperty("untilNanos") long untilNanos) {
    /** Patterns of the kernel's functions, see its include/linux/spinlock_api_smp.h and rwlock_api_smp.h. */
    static final List<String> FUNCTIONS = List.of("_raw_spin_*lock*", "_raw_read_*lock*", "_raw_write_*lock*");

    /** A kernel that has one of them inline leaves no call of it, and its locks would never be released. */
    private static final List<String> RELEASES =
            List.of("_raw_spin_unlock", "_raw_spin_unlock_irq", "_raw_spin_unlock_irqrestore");

    private static final Pattern TAKES = Pattern.compile("_raw_(spin|read|write)_(try)?lock(_\\w+)?");
    private static final Pattern TRIES = Pattern.compile("_raw_(spin|read|write)_trylock(_\\w+)?");
    private static final Pattern NOTHING = Pattern.compile("0x0+");
    private static final Pattern RELEASE = Pattern.compile("_raw_(spin|read|write)_unlock(_\\w+)?");

    private record LockOfProcessor(int processor, String address) {}

    /** Whether each release can be seen in a kernel that has these functions. */
    static boolean areVisible(Predicate<String> hasFunction) {
        return RELEASES.stream().allMatch(hasFunction);
    }

    /** Whether a call takes or releases a spinlock. */
    static boolean concerns(FunctionCall call) {
        return TAKES.matcher(call.function()).matches()
                || RELEASE.matcher(call.function()).matches();
    }

    /**
     * All that were held, in the order in which they were taken.
     *
     * @param calls in their order
     * @param endNanos until when the calls are known
     */
    static List<HeldSpinlock> of(List<FunctionCall> calls, long endNanos) {
        Map<LockOfProcessor, Deque<Integer>> open = new HashMap<>(); // a processor may take a read lock again
        List<HeldSpinlock> spinlocks = new ArrayList<>();
        for (FunctionCall call : calls) {
            if (call.arguments().isEmpty()) {
                continue;
            }
            String address = call.arguments().get(0);
            if (RELEASE.matcher(call.function()).matches()) {
                Integer index = open.getOrDefault(new LockOfProcessor(call.processor(), address), new ArrayDeque<>())
                        .poll();
                if (index != null) {
                    spinlocks.set(index, spinlocks.get(index).until(call.atNanos()));
                }
            } else if (isTaken(call)) {
                FunctionCall.CallReturn end = call.returned().orElseThrow();
                open.computeIfAbsent(new LockOfProcessor(end.processor(), address), lock -> new ArrayDeque<>())
                        .push(spinlocks.size());
                spinlocks.add(new HeldSpinlock(end.processor(), address, call.caller(), end.atNanos(), endNanos));
            }
        }
        return spinlocks;
    }

    /** A call that has not returned waits for the lock. */
    private static boolean isTaken(FunctionCall call) {
        return TAKES.matcher(call.function()).matches()
                && call.returned().isPresent()
                && !(TRIES.matcher(call.function()).matches()
                        && NOTHING.matcher(call.returned().get().value()).matches());
    }

    private HeldSpinlock until(long nanos) {
        return new HeldSpinlock(processor, address, taker, fromNanos, nanos);
    }

    boolean isHeldAt(long nanos) {
        return fromNanos <= nanos && nanos <= untilNanos;
    }
}
