// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/** Names a report that has been read to its end. */
@FunctionalInterface
interface Namer {
    Name name(Body body);

    static Namer always(String title) {
        return body -> Name.of(title);
    }

    /** The headline itself is the title. */
    static Namer headline() {
        return body -> Name.of(body.headline());
    }

    /** The title ends with the function that is found; {@code %s} in it stands for the function. */
    static Namer in(String title, FrameSearch search) {
        return body -> {
            String function = search.in(body);
            return function == null
                    ? Name.flawed(title.replace("%s", Name.UNKNOWN_FUNCTION), Name.NO_FUNCTION)
                    : Name.of(title.replace("%s", function));
        };
    }

    /**
     * As lockdep's reports are named: by the place {@code at:} which the lock is taken, in the lines behind the given
     * words. Without them only the headline is left.
     */
    static Namer lockPlace(String title, String words) {
        return body -> {
            int start = body.find(words, 1);
            for (int i = start + 1; start >= 0 && i < body.size(); i++) {
                String function = LockLine.place(body.text(i));
                if (!function.isEmpty()) {
                    return Name.of(title.replace("%s", function));
                }
            }
            return Name.flawed(body.headline(), Name.NO_DETAILS);
        };
    }

    /** This name, if the words are there; without them the headline, flawed. */
    default Namer provided(String words) {
        return body -> body.find(words, 1) >= 0 ? name(body) : Name.flawed(body.headline(), Name.NO_DETAILS);
    }

    /** For headlines that only occur where something went missing. */
    default Namer butFlawed(String flaw) {
        return body -> Name.flawed(name(body).title(), flaw);
    }
}
