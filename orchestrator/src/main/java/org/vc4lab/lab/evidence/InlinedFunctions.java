// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import java.io.IOException;
import java.util.List;
import org.vc4lab.kernellog.Frame;

/** Finds the functions that the compiler inlined into those of a call trace. */
@FunctionalInterface
public interface InlinedFunctions {
    /** For each frame the functions inlined there, innermost first; none if they are unknown. */
    List<List<String>> find(List<Frame> frames) throws IOException, InterruptedException;
}
