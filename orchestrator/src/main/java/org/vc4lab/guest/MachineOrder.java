// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which machine somebody wants.
 *
 * @param kernel a release, such as 5.10.223; empty for the one of the lab's case
 * @param arch {@code armv7l} or {@code arm64}
 * @param candidate a candidate of the lab's case, or a series of patches on top of the case's base; empty for the
 *     release as it is
 * @param patches series on top of that
 * @param fragments of a kernel configuration, laid over the lab's own
 * @param faults of the hardware, as {@code NAME} or {@code NAME=VALUE}
 * @param where it is built and runs
 */
public record MachineOrder(
        String kernel,
        String arch,
        String candidate,
        List<Path> patches,
        List<Path> fragments,
        List<String> faults,
        Where where) {
    public MachineOrder {
        patches = List.copyOf(patches);
        fragments = List.copyOf(fragments);
        faults = List.copyOf(faults);
    }

    /** The case's kernel as it was released, without faults. */
    public static MachineOrder usual(Where where) {
        return new MachineOrder("", "armv7l", "", List.of(), List.of(), List.of(), where);
    }

    public MachineOrder withKernel(String release) {
        return new MachineOrder(release, arch, candidate, patches, fragments, faults, where);
    }

    public MachineOrder withArch(String other) {
        return new MachineOrder(kernel, other, candidate, patches, fragments, faults, where);
    }

    public MachineOrder withCandidate(String other) {
        return new MachineOrder(kernel, arch, other, patches, fragments, faults, where);
    }

    public MachineOrder withPatches(Path series) {
        return new MachineOrder(kernel, arch, candidate, plus(patches, series), fragments, faults, where);
    }

    public MachineOrder withConfigFragment(Path fragment) {
        return new MachineOrder(kernel, arch, candidate, patches, plus(fragments, fragment), faults, where);
    }

    public MachineOrder withFault(String fault) {
        return new MachineOrder(kernel, arch, candidate, patches, fragments, plus(faults, fault), where);
    }

    private static <T> List<T> plus(List<T> before, T one) {
        List<T> more = new ArrayList<>(before);
        more.add(one);
        return more;
    }
}
