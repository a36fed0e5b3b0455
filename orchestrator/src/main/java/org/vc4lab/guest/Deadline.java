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
 * A named wait that ends early where going on is pointless.
 *
 * @param hopeless says why nothing can come any more
 */
record Deadline(String name, Duration limit, Duration poll, Supplier<Optional<String>> hopeless) {
    /** Waits until the condition holds. */
    void await(Callable<Boolean> condition) throws GuestException, InterruptedException {
        try {
            Awaitility.await(name)
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(poll)
                    .atMost(limit)
                    .failFast(name, this::failIfHopeless)
                    // Awaitility sleeps through interruptions and leaves them standing
                    .until(() -> Thread.currentThread().isInterrupted() || condition.call());
        } catch (ConditionTimeoutException late) {
            throw new GuestException("waited " + limit.toMillis() + " ms for " + name + "; it did not come", late);
        } catch (TerminalFailureException hopeless) {
            throw new GuestException("no " + name + ": " + reason(), hopeless);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException(name);
        }
    }

    /** Waits until there is something, and hands it back. */
    <T> T awaitPresent(Callable<Optional<T>> source) throws GuestException, InterruptedException {
        List<T> found = new ArrayList<>();
        await(() -> {
            source.call().ifPresent(found::add);
            return !found.isEmpty();
        });
        return found.get(0);
    }

    private void failIfHopeless() {
        if (hopeless.get().isPresent()) {
            throw new IllegalStateException(reason());
        }
    }

    private String reason() {
        return hopeless.get().orElse("given up");
    }
}
