// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.dmesg;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.kernellog.Frame;

/** Finds the source lines of a call trace. */
public interface Symbolizer {
    /**
     * A line of the source.
     *
     * @param inlined whether the function was inlined into that of the next location
     */
    record SourceLocation(
            @JsonProperty("function") String function,
            @JsonProperty("file") String file,
            @JsonProperty("line") int line,
            @JsonProperty("inlined") boolean inlined) {
        @Override
        public String toString() {
            return file + ":" + line + " " + function + (inlined ? " [inline]" : "");
        }
    }

    /** For each frame its locations, innermost first; none if they are unknown. */
    List<List<SourceLocation>> locations(List<Frame> frames);

    /** Without symbols. */
    Symbolizer NONE =
            frames -> frames.stream().map(frame -> List.<SourceLocation>of()).toList();

    default boolean isAvailable() {
        return this != NONE;
    }

    static Symbolizer of(Path vmlinux, ProcessRunner runner) throws IOException, InterruptedException {
        if (!Files.isRegularFile(vmlinux)) {
            throw new UsageException("no vmlinux: " + vmlinux);
        }
        return Addr2LineSymbolizer.read(vmlinux, runner);
    }
}
