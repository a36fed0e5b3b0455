// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Kills a process with all its descendants: TERM first, then KILL. */
final class ProcessTree {
    private static final Duration GRACE = Duration.ofSeconds(2);

    private ProcessTree() {}

    static void kill(ProcessHandle root) {
        List<ProcessHandle> tree = members(root);
        tree.forEach(ProcessHandle::destroy);
        if (!awaitEnd(tree, GRACE)) {
            Stream.concat(tree.stream(), members(root).stream()).forEach(ProcessHandle::destroyForcibly);
            awaitEnd(tree, GRACE);
        }
    }

    private static List<ProcessHandle> members(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants()).toList();
    }

    private static boolean awaitEnd(List<ProcessHandle> tree, Duration limit) {
        try {
            Awaitility.await("end of process tree")
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .atMost(limit)
                    .until(() -> tree.stream().noneMatch(ProcessHandle::isAlive));
            return true;
        } catch (ConditionTimeoutException late) {
            return false;
        }
    }
}
