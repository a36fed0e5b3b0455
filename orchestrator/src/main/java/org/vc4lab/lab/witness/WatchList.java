// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.witness;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vc4lab.build.kernel.KernelRange;
import org.vc4lab.source.Yaml;

/**
 * The functions of a kernel that the witness watches: kernel-configs/witness.yaml.
 *
 * @param start the witness looks from its first execution on
 */
record WatchList(
        @JsonProperty("start") String start,
        @JsonProperty("sleep") List<WatchedFunctions> sleep,
        @JsonProperty("reports") List<WatchedFunctions> reports,
        @JsonProperty("locks") List<WatchedFunctions> locks,
        @JsonProperty("unlocks") List<WatchedFunctions> unlocks) {
    /**
     * Functions that some kernels have.
     *
     * @param rule when it is a violation to call them
     * @param option that such a kernel sets, or does not set if a "!" is before it
     * @param optional whether such a kernel may lack them
     */
    record WatchedFunctions(
            @JsonProperty("functions") List<String> functions,
            @JsonProperty("rule") Optional<String> rule,
            @JsonProperty("kernels") Optional<KernelRange> kernels,
            @JsonProperty("option") Optional<String> option,
            @JsonProperty("optional") Optional<Boolean> optional) {
        boolean isIn(KernelSettings kernel) {
            return kernels.orElse(KernelRange.ALL).contains(kernel.version())
                    && option.map(name -> name.startsWith("!") ? !kernel.isSet(name.substring(1)) : kernel.isSet(name))
                            .orElse(true);
        }
    }

    static WatchList read(Path file) throws IOException {
        return Yaml.read(file, WatchList.class);
    }
}
