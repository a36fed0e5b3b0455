// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * A call chain laid over a call trace, both innermost first.
 *
 * @param matches whether every function that may not be missing was found, in order
 * @param missing what was not found: optional functions, or the first that should have been there
 * @param between functions of the trace that stand between the chain's and that it does not name
 */
public record ChainMatch(boolean matches, List<String> missing, List<String> between) {
    public ChainMatch {
        missing = List.copyOf(missing);
        between = List.copyOf(between);
    }

    /**
     * Compares. An optional link counts as missing only if it does not come before the next one that may not be
     * missing.
     */
    public static ChainMatch of(List<ChainLink> chain, List<String> trace) {
        List<String> missing = new ArrayList<>();
        List<String> between = new ArrayList<>();
        int at = 0;
        boolean begun = false;
        for (int link = 0; link < chain.size(); link++) {
            int found = indexOf(
                    chain.get(link),
                    trace,
                    at,
                    chain.get(link).optional() ? next(chain, link, trace, at) : trace.size());
            if (found < 0 && !chain.get(link).optional()) {
                missing.add(chain.get(link).toString());
                return new ChainMatch(false, missing, between);
            }
            if (found < 0) {
                missing.add(chain.get(link).toString());
                continue;
            }
            if (begun) {
                between.addAll(trace.subList(at, found));
            }
            begun = true;
            at = found + 1;
        }
        return new ChainMatch(true, missing, between);
    }

    /** Where the next link that may not be missing stands, the trace's end if there is none. */
    private static int next(List<ChainLink> chain, int link, List<String> trace, int from) {
        for (ChainLink later : chain.subList(link + 1, chain.size())) {
            if (!later.optional()) {
                int found = indexOf(later, trace, from, trace.size());
                return found < 0 ? trace.size() : found;
            }
        }
        return trace.size();
    }

    private static int indexOf(ChainLink link, List<String> trace, int from, int to) {
        for (int i = from; i < to; i++) {
            if (link.fits(trace.get(i))) {
                return i;
            }
        }
        return -1;
    }
}
