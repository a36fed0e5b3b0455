// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.witness;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.FilenameUtils;
import org.vc4lab.kernellog.Frame;

/**
 * Functions whose calls the witness writes, one by one.
 *
 * @param patterns of their names, in which {@code *} stands for any characters and {@code ?} for one
 * @param fromNanos calls from then on, on the guest's clock
 * @param untilNanos and before this time
 */
public record TracedFunctions(List<String> patterns, long fromNanos, long untilNanos) implements WitnessExtension {
    /** Of the plugin: MAX_WATCHES in qemu-images/emulator/plugins/witness/config.c. */
    private static final long MOST_WATCHES = 65_536;

    public TracedFunctions {
        patterns = List.copyOf(patterns);
    }

    @Override
    public Witness extend(Witness witness) {
        return new Witness(
                witness.plugin(),
                witness.kernel(),
                witness.problem(),
                witness.kernel().map(this::configuration));
    }

    /** The patterns that no function of the kernel matches. */
    public List<String> unmatched(WatchedKernel kernel) {
        return patterns.stream()
                .filter(pattern -> find(List.of(pattern), kernel).isEmpty())
                .toList();
    }

    /** What is wrong if the patterns match more functions than the emulator can watch; a line watches at most one. */
    public Optional<String> excess(WatchedKernel kernel) {
        long matched = find(patterns, kernel).size();
        long limit = Math.max(0, MOST_WATCHES - kernel.configuration().lines().count());
        return matched <= limit
                ? Optional.empty()
                : Optional.of(matched + " functions of this kernel match " + String.join(", ", patterns) + ", limit "
                        + limit + ": choose fewer");
    }

    private String configuration(WatchedKernel kernel) {
        Stream<String> window = Stream.of("window " + hex(fromNanos) + " " + hex(untilNanos));
        Stream<String> calls = find(patterns, kernel).entrySet().stream()
                .map(function -> "call " + hex(function.getKey()) + " " + Frame.baseName(function.getValue()));
        return kernel.configuration() + Stream.concat(window, calls).collect(Collectors.joining("\n", "", "\n"));
    }

    /** Most patterns may be plain names, hundreds of them. */
    private static Map<Long, String> find(List<String> patterns, WatchedKernel kernel) {
        Map<Boolean, Set<String>> patternsByKind =
                patterns.stream().collect(Collectors.partitioningBy(TracedFunctions::hasWildcard, Collectors.toSet()));
        Set<String> names = patternsByKind.getOrDefault(false, Set.of());
        Set<String> wildcards = patternsByKind.getOrDefault(true, Set.of());
        return kernel.symbols()
                .functionsNamed(name -> names.contains(name)
                        || wildcards.stream().anyMatch(pattern -> FilenameUtils.wildcardMatch(name, pattern)));
    }

    private static boolean hasWildcard(String pattern) {
        return pattern.contains("*") || pattern.contains("?");
    }

    private static String hex(long number) {
        return "0x" + Long.toHexString(number);
    }
}
