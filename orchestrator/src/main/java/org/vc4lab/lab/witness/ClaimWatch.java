// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.witness;

import java.io.IOException;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the witness watches in addition if claims are tried.
 *
 * @param instructions whose executions are counted
 * @param lockCalls calls with a spinlock as their first argument. If there are any, the witness counts only the
 *     spinlocks that are taken there as held, and no others
 */
public record ClaimWatch(Set<Long> instructions, Set<Long> lockCalls) implements WitnessExtension {
    public static final ClaimWatch NONE = new ClaimWatch(Set.of(), Set.of());

    /** The witness's log may have 2000 counts, half of them of the changed files. */
    private static final int MOST_INSTRUCTIONS = 800;

    public static ClaimWatch of(Set<Long> instructions, Set<Long> lockCalls) throws IOException {
        if (instructions.size() > MOST_INSTRUCTIONS) {
            throw new IOException("the lines of the claims have " + instructions.size()
                    + " instructions, more than the limit of " + MOST_INSTRUCTIONS + ": try fewer claims together");
        }
        return new ClaimWatch(instructions, lockCalls);
    }

    public ClaimWatch {
        instructions = new TreeSet<>(instructions);
        lockCalls = new TreeSet<>(lockCalls);
    }

    /** The name by which executions of an instruction are counted. */
    public static String countName(long address) {
        return "at_" + Long.toHexString(address);
    }

    @Override
    public Witness extend(Witness witness) {
        return new Witness(
                witness.plugin(), witness.kernel().map(this::addTo), witness.problem(), witness.callConfiguration());
    }

    WatchedKernel addTo(WatchedKernel kernel) {
        Stream<String> watched =
                kernel.configuration().lines().filter(line -> lockCalls.isEmpty() || !line.startsWith("lock "));
        String configuration = Stream.of(watched, lines("count-started", instructions), lines("lock", lockCalls))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n", "", "\n"));
        return new WatchedKernel(kernel.symbols(), kernel.modules(), kernel.changedFunctions(), configuration);
    }

    private static Stream<String> lines(String word, Collection<Long> addresses) {
        return addresses.stream().map(address -> word + " 0x" + Long.toHexString(address) + " " + countName(address));
    }
}
