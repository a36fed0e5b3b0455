// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vc4lab.kernellog.Frame;

/** Finds the functions that the compiler inlined into those of a call trace. */
@FunctionalInterface
public interface InlinedFunctions {
    /** For each frame the functions inlined there, innermost first; none if they are unknown. */
    List<List<String>> find(List<Frame> frames) throws IOException, InterruptedException;

    /** The same by frame; looks nothing up for no frames. */
    default Map<Frame, List<String>> findByFrame(Stream<Frame> frames) throws IOException, InterruptedException {
        List<Frame> distinct = frames.distinct().toList();
        List<List<String>> inlined = distinct.isEmpty() ? List.of() : find(distinct);
        Map<Frame, List<String>> byFrame = new HashMap<>();
        for (int i = 0; i < distinct.size(); i++) {
            byFrame.put(distinct.get(i), inlined.get(i));
        }
        return byFrame;
    }

    /** The functions at a frame, innermost first: the inlined ones, and its own. */
    static Stream<String> functionsAt(Frame frame, Map<Frame, List<String>> inlinedByFrame) {
        return Stream.concat(inlinedByFrame.getOrDefault(frame, List.of()).stream(), Stream.of(frame.baseName()));
    }
}
