// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.witness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import org.vc4lab.build.emulator.Emulator;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.guest.Machine;
import org.vc4lab.lab.model.Trial.TrialFolder;

/**
 * The part of the emulator that watches a kernel.
 *
 * @param kernel empty if it cannot watch that one
 * @param problem why not
 * @param callConfiguration the content of calls.conf; empty if no calls are traced
 */
public record Witness(Path plugin, Optional<WatchedKernel> kernel, String problem, Optional<String> callConfiguration) {
    /**
     * The witness of a kernel; empty if the emulator has none.
     *
     * @param watchList kernel-configs/witness.yaml
     * @param chainFunctions those of the case's call chains
     */
    public static Optional<Witness> of(
            Emulator emulator, Kernel kernel, Path watchList, Collection<String> chainFunctions) throws IOException {
        Path plugin = emulator.witness();
        if (!Files.exists(plugin)) {
            return Optional.empty();
        }
        WatchList functions = WatchList.read(watchList);
        try {
            return Optional.of(new Witness(
                    plugin, Optional.of(WatchedKernel.of(kernel, functions, chainFunctions)), "", Optional.empty()));
        } catch (IOException cannotWatch) {
            return Optional.of(
                    new Witness(plugin, Optional.empty(), String.valueOf(cannotWatch.getMessage()), Optional.empty()));
        }
    }

    /** The same machine with the witness, if it can watch the kernel; writes what it is configured with. */
    public Machine addTo(Machine machine, TrialFolder files) throws IOException {
        if (kernel.isEmpty()) {
            return machine;
        }
        Files.deleteIfExists(files.witnessLog());
        AtomicFiles.write(files.witnessConfiguration(), kernel.get().configuration());
        return machine.withWitness(new Machine.WitnessFiles(
                plugin, files.witnessConfiguration(), files.witnessLog(), writeCallConfiguration(files)));
    }

    private Optional<Machine.CallFiles> writeCallConfiguration(TrialFolder files) throws IOException {
        if (callConfiguration.isEmpty()) {
            return Optional.empty();
        }
        Files.deleteIfExists(files.callLog());
        AtomicFiles.write(files.callConfiguration(), callConfiguration.get());
        return Optional.of(new Machine.CallFiles(files.callConfiguration(), files.callLog()));
    }
}
