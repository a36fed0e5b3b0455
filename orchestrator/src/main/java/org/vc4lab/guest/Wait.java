// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/**
 * A named wait with a deadline, which fails early if its condition can no longer hold.
 *
 * @param terminationReason why the condition can no longer hold, if so
 */
record Wait(String name, Duration limit, Duration poll, Supplier<Optional<String>> terminationReason) {
    /** Waits until the condition holds. */
    void await(Callable<Boolean> condition) throws GuestException, InterruptedException {
        try {
            Awaitility.await(name)
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(poll)
                    .atMost(limit)
                    .failFast(name, () -> terminationReason.get().isPresent())
                    // Awaitility ignores interrupts and leaves the flag set
                    .until(() -> Thread.currentThread().isInterrupted() || condition.call());
        } catch (ConditionTimeoutException timeout) {
            throw new GuestException("waited " + limit.toMillis() + " ms for " + name + "; it did not come", timeout);
        } catch (TerminalFailureException terminated) {
            throw new GuestException(
                    "no " + name + ": " + terminationReason.get().orElse("given up"), terminated);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException(name);
        }
    }

    /** Waits until the source has a value, and returns it. */
    <T> T awaitPresent(Callable<Optional<T>> source) throws GuestException, InterruptedException {
        List<T> values = new ArrayList<>();
        await(() -> {
            source.call().ifPresent(values::add);
            return !values.isEmpty();
        });
        return values.get(0);
    }
}
