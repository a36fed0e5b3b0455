// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vc4lab.build.kernel.KernelRange;
import org.vc4lab.build.kernel.KernelVersion;

/**
 * The kernel under test, and what changes on other kernels.
 *
 * @param kernel a kernel's version, such as 5.10.223
 * @param kernels those that have the bug, with this base; empty: those of the same Linux version
 * @param config a name of kernel-configs/configs.yaml
 * @param fragments files that are laid over each configuration
 * @param base the series that brings the bug back; empty for kernels tested as released
 */
public record KernelTarget(
        String kernel,
        Optional<KernelRange> kernels,
        String config,
        List<Path> fragments,
        Optional<Path> base,
        List<ConfigOverrides> configOverrides,
        List<KernelRangeOverrides> kernelRangeOverrides) {
    public KernelTarget {
        fragments = List.copyOf(fragments);
        configOverrides = List.copyOf(configOverrides);
        kernelRangeOverrides = List.copyOf(kernelRangeOverrides);
    }

    KernelTarget withConfig(String newConfig) {
        return new KernelTarget(kernel, kernels, newConfig, fragments, base, configOverrides, kernelRangeOverrides);
    }

    KernelTarget withKernel(String newKernel, Optional<Path> newBase) {
        return new KernelTarget(newKernel, kernels, config, fragments, newBase, configOverrides, kernelRangeOverrides);
    }

    /** Whether the case's own base and candidates are for a kernel. */
    boolean covers(String version) {
        KernelVersion linux = KernelVersion.of(version);
        return kernels.map(range -> range.contains(linux)).orElse(linux.equals(KernelVersion.of(kernel)));
    }

    Optional<ConfigOverrides> configOverrides(String configName) {
        return configOverrides.stream()
                .filter(overrides -> overrides.name().equals(configName))
                .findFirst();
    }

    Optional<KernelRangeOverrides> kernelRangeOverrides(String version) {
        return kernelRangeOverrides.stream()
                .filter(overrides -> overrides.kernels().contains(KernelVersion.of(version)))
                .findFirst();
    }

    public List<String> configNames() {
        return Stream.concat(Stream.of(config), configOverrides.stream().map(ConfigOverrides::name))
                .toList();
    }

    public List<String> kernelNames() {
        return Stream.concat(
                        Stream.of(kernels.map(KernelRange::toString)
                                .orElse(KernelVersion.of(kernel).toString())),
                        kernelRangeOverrides.stream()
                                .map(overrides -> overrides.kernels().toString()))
                .toList();
    }

    /**
     * What differs on another kernel configuration.
     *
     * @param name of kernel-configs/configs.yaml
     * @param needsFastProcessors true for kernels that execute several times as many instructions, such as KASAN's
     * @param keepsExpectations false: the candidates have no expectations there
     * @param irqsOffLimit empty: the case's own limit
     * @param infoframeLateLimit likewise
     */
    public record ConfigOverrides(
            String name,
            boolean needsFastProcessors,
            boolean keepsExpectations,
            Optional<Duration> irqsOffLimit,
            Optional<Duration> infoframeLateLimit) {}

    /**
     * What differs on a range of other kernels. They are tested as released: the case's base is not applied.
     *
     * @param knownReports names of reports that occur in these kernels as released; they say nothing about a candidate
     * @param irqsOffLimit empty: the case's own limit
     */
    public record KernelRangeOverrides(
            KernelRange kernels,
            List<String> knownReports,
            Optional<Duration> irqsOffLimit,
            List<Candidate> candidates) {
        public KernelRangeOverrides {
            knownReports = List.copyOf(knownReports);
            candidates = List.copyOf(candidates);
        }
    }
}
