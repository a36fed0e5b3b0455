// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.kernellog.Frame;

/** Tells which lines of the source a call trace went through. */
interface Symbols {
    /**
     * A line of the source.
     *
     * @param inlined whether the function was inlined into the one of the next place
     */
    record Place(String function, String file, int line, boolean inlined) {
        @Override
        public String toString() {
            return file + ":" + line + " " + function + (inlined ? " [inline]" : "");
        }
    }

    /** For each frame its places, innermost first; none where nothing is known of it. */
    List<List<Place>> places(List<Frame> frames);

    default boolean available() {
        return true;
    }

    /** Where no symbols were given. */
    static Symbols none() {
        return new Symbols() {
            @Override
            public List<List<Place>> places(List<Frame> frames) {
                return frames.stream().map(frame -> List.<Place>of()).toList();
            }

            @Override
            public boolean available() {
                return false;
            }
        };
    }

    static Symbols of(Path vmlinux, ProcessRunner runner) throws IOException, InterruptedException {
        if (!Files.isRegularFile(vmlinux)) {
            throw new UsageException("no vmlinux: " + vmlinux);
        }
        return SymbolTable.read(vmlinux, runner);
    }
}
