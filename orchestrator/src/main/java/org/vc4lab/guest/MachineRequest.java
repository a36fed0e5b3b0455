// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A request for a machine.
 *
 * @param caseName a case of the lab, whose programs and files the guest has; empty for the default one
 * @param kernel a release, such as 5.10.223; empty for the case's own
 * @param arch {@code armv7l}, {@code arm64} or {@code arm64-kasan}; empty for the case's own configuration
 * @param candidate a candidate of the case, or a series of patches on top of the case's base; empty for the release as
 *     it is
 * @param patches series on top of that
 * @param fragments of a kernel configuration, laid over the lab's own
 * @param faults of the hardware, as {@code NAME} or {@code NAME=VALUE}
 * @param launchMode where it is built and runs
 */
public record MachineRequest(
        String caseName,
        String kernel,
        String arch,
        String candidate,
        List<Path> patches,
        List<Path> fragments,
        List<String> faults,
        LaunchMode launchMode) {
    public MachineRequest {
        patches = List.copyOf(patches);
        fragments = List.copyOf(fragments);
        faults = List.copyOf(faults);
    }

    /** The default case's kernel as it was released, without faults. */
    public static MachineRequest defaults(LaunchMode launchMode) {
        return new MachineRequest("", "", "", "", List.of(), List.of(), List.of(), launchMode);
    }

    public MachineRequest withCase(String name) {
        return new MachineRequest(name, kernel, arch, candidate, patches, fragments, faults, launchMode);
    }

    public MachineRequest withKernel(String release) {
        return new MachineRequest(caseName, release, arch, candidate, patches, fragments, faults, launchMode);
    }

    public MachineRequest withArch(String architecture) {
        return new MachineRequest(caseName, kernel, architecture, candidate, patches, fragments, faults, launchMode);
    }

    public MachineRequest withCandidate(String newCandidate) {
        return new MachineRequest(caseName, kernel, arch, newCandidate, patches, fragments, faults, launchMode);
    }

    public MachineRequest withPatches(Path series) {
        return new MachineRequest(
                caseName, kernel, arch, candidate, append(patches, series), fragments, faults, launchMode);
    }

    public MachineRequest withConfigFragment(Path fragment) {
        return new MachineRequest(
                caseName, kernel, arch, candidate, patches, append(fragments, fragment), faults, launchMode);
    }

    public MachineRequest withFault(String fault) {
        return new MachineRequest(
                caseName, kernel, arch, candidate, patches, fragments, append(faults, fault), launchMode);
    }

    private static <T> List<T> append(List<T> list, T element) {
        return Stream.concat(list.stream(), Stream.of(element)).toList();
    }
}
