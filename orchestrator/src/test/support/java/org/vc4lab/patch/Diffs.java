// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

/** Diffs for the tests. */
final class Diffs {
    /** Changes a.c from "one" to "two". */
    static final String ONE_TO_TWO =
            """
            diff --git a/src/a.c b/src/a.c
            --- a/src/a.c
            +++ b/src/a.c
            @@ -1 +1 @@
            -one
            +two
            """;
    /** Changes a.c from "two" to "three", and adds b.h. */
    static final String TWO_TO_THREE =
            """
            diff --git a/src/a.c b/src/a.c
            --- a/src/a.c
            +++ b/src/a.c
            @@ -1 +1 @@
            -two
            +three
            diff --git a/src/b.h b/src/b.h
            new file mode 100755
            --- /dev/null
            +++ b/src/b.h
            @@ -0,0 +1 @@
            +new
            """;

    /** Adds a symbolic link to /etc. */
    static final String LINK =
            """
            diff --git a/link b/link
            new file mode 120000
            --- /dev/null
            +++ b/link
            @@ -0,0 +1 @@
            +/etc
            \\ No newline at end of file
            """;

    private Diffs() {}

    static Patch patch(String name, String diff) {
        return Patch.of(name, name, diff);
    }

    static String mail(String subject, String body) {
        return "From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\n"
                + "From: A Developer <dev@example.org>\nDate: Thu, 22 Oct 2020 12:00:00 +0000\nSubject: " + subject
                + "\n\nWhy.\n\n---\n" + body + "-- \n2.39.5\n\n";
    }
}
