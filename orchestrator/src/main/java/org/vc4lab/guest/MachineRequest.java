// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A request for a machine.
 *
 * @param kernel a release, such as 5.10.223; empty for the one of the lab's case
 * @param arch {@code armv7l} or {@code arm64}
 * @param candidate a candidate of the lab's case, or a series of patches on top of the case's base; empty for the
 *     release as it is
 * @param patches series on top of that
 * @param fragments of a kernel configuration, laid over the lab's own
 * @param faults of the hardware, as {@code NAME} or {@code NAME=VALUE}
 * @param launchMode where it is built and runs
 */
public record MachineRequest(
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

    /** The case's kernel as it was released, without faults. */
    public static MachineRequest defaults(LaunchMode launchMode) {
        return new MachineRequest("", "armv7l", "", List.of(), List.of(), List.of(), launchMode);
    }

    public MachineRequest withKernel(String release) {
        return new MachineRequest(release, arch, candidate, patches, fragments, faults, launchMode);
    }

    public MachineRequest withArch(String architecture) {
        return new MachineRequest(kernel, architecture, candidate, patches, fragments, faults, launchMode);
    }

    public MachineRequest withCandidate(String newCandidate) {
        return new MachineRequest(kernel, arch, newCandidate, patches, fragments, faults, launchMode);
    }

    public MachineRequest withPatches(Path series) {
        return new MachineRequest(kernel, arch, candidate, append(patches, series), fragments, faults, launchMode);
    }

    public MachineRequest withConfigFragment(Path fragment) {
        return new MachineRequest(kernel, arch, candidate, patches, append(fragments, fragment), faults, launchMode);
    }

    public MachineRequest withFault(String fault) {
        return new MachineRequest(kernel, arch, candidate, patches, fragments, append(faults, fault), launchMode);
    }

    private static <T> List<T> append(List<T> list, T element) {
        return Stream.concat(list.stream(), Stream.of(element)).toList();
    }
}
