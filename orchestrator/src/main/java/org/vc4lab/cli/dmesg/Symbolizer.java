// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.dmesg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.vc4lab.build.host.BuildEnvironment;
import org.vc4lab.build.kernel.KernelDebugInfo;
import org.vc4lab.build.kernel.KernelDebugInfo.SourceLocation;
import org.vc4lab.cli.exit.InputFile;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.kernellog.Frame;
import org.vc4lab.kernellog.Report;

/** Finds the source lines of a call trace. */
public interface Symbolizer {
    /** For each frame its locations, innermost first; none if they are unknown. */
    List<List<SourceLocation>> locations(List<Frame> frames);

    /** For each frame of a report its locations. */
    default List<List<SourceLocation>> locations(Report report) {
        return locations(report.callSites());
    }

    /** Without symbols. */
    Symbolizer NONE =
            frames -> frames.stream().map(frame -> List.<SourceLocation>of()).toList();

    default boolean isAvailable() {
        return this != NONE;
    }

    /** The user trusts this vmlinux: the tools are not confined. */
    static Symbolizer of(Path vmlinux, ProcessRunner runner) throws IOException {
        InputFile.require(vmlinux);
        KernelDebugInfo debugInfo = new KernelDebugInfo(vmlinux, new BuildEnvironment.HostBuildEnvironment(runner));
        if (!debugInfo.isElf()) {
            throw new UsageException(vmlinux + " is no ELF file; --symbols needs the vmlinux of the kernel's build");
        }
        return frames -> {
            try {
                return debugInfo.locations(frames);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return NONE.locations(frames);
            }
        };
    }
}
