// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import java.util.ArrayList;
import java.util.List;
import org.vc4lab.lab.model.FramePattern;

/**
 * A match of a call chain against a call trace, both innermost first.
 *
 * @param matches whether every required function was found, in order
 * @param missing functions that were not found: optional ones, or the first required one
 * @param between functions of the trace between those of the chain
 */
public record CallChainMatch(boolean matches, List<String> missing, List<String> between) {
    public CallChainMatch {
        missing = List.copyOf(missing);
        between = List.copyOf(between);
    }

    /** Matches. An optional link is missing if it is not before the next required one. */
    public static CallChainMatch of(List<FramePattern> chain, List<String> trace) {
        List<String> missing = new ArrayList<>();
        List<String> between = new ArrayList<>();
        int position = 0;
        boolean hasMatched = false;
        for (int link = 0; link < chain.size(); link++) {
            int index = indexOf(
                    chain.get(link),
                    trace,
                    position,
                    chain.get(link).optional() ? indexOfNextRequired(chain, link, trace, position) : trace.size());
            if (index < 0 && !chain.get(link).optional()) {
                missing.add(chain.get(link).toString());
                return new CallChainMatch(false, missing, between);
            }
            if (index < 0) {
                missing.add(chain.get(link).toString());
                continue;
            }
            if (hasMatched) {
                between.addAll(trace.subList(position, index));
            }
            hasMatched = true;
            position = index + 1;
        }
        return new CallChainMatch(true, missing, between);
    }

    /** The index of the next required link in the trace; the trace's end if there is none. */
    private static int indexOfNextRequired(List<FramePattern> chain, int link, List<String> trace, int from) {
        for (FramePattern later : chain.subList(link + 1, chain.size())) {
            if (!later.optional()) {
                int index = indexOf(later, trace, from, trace.size());
                return index < 0 ? trace.size() : index;
            }
        }
        return trace.size();
    }

    private static int indexOf(FramePattern link, List<String> trace, int from, int to) {
        for (int i = from; i < to; i++) {
            if (link.matches(trace.get(i))) {
                return i;
            }
        }
        return -1;
    }
}
