// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DiffHeadersTest {
    @Test
    void namesOldAndNewPaths() {
        assertThat(DiffHeaders.of(Diffs.TWO_TO_THREE).paths()).containsExactly("src/a.c", "src/b.h");
    }

    @Test
    void aRemovedLineThatLooksLikeAHeaderIsNotAHeader() {
        String diff =
                """
                --- a/a.sql
                +++ b/a.sql
                @@ -1,2 +1,2 @@
                --- /etc/passwd
                +++ /etc/passwd
                 end
                """;
        assertThat(DiffHeaders.of(diff).paths()).containsExactly("a.sql");
    }

    @Test
    void readsRenames() {
        String diff =
                """
                diff --git a/old name b/new
                similarity index 100%
                rename from old name
                rename to new
                """;
        assertThat(DiffHeaders.of(diff).paths()).containsExactly("old name", "new");
    }

    @Test
    void readsHeadersThatEndInCarriageReturns() {
        String diff =
                """
                --- a/a.c
                +++ b/a.c
                @@ -1 +1 @@
                -1
                +2
                diff --git a/a.c b/b.c
                index 1..2 100644
                rename to b.c
                """
                        .replace("\n", "\r\n");
        DiffHeaders headers = DiffHeaders.of(diff);
        assertThat(headers.paths()).containsExactly("a.c", "b.c");
        assertThat(headers.modes()).containsExactly("100644");
    }

    @Test
    void proseAboutModesIsNotAMode() {
        String prose = "new mode 1080p50 is taken from CEA-861\nold mode of operation\nindex of all files\n";
        String diff = Diffs.ONE_TO_TWO.replace("--- a", "index 1..2 100644\n--- a");
        assertThat(DiffHeaders.of(prose + diff + prose).modes()).containsExactly("100644");
    }

    @Test
    void readsNamesThatGitQuotes() {
        String diff = "diff --git \"a/caf\\303\\251\\t\" \"b/caf\\303\\251\\t\"\nnew file mode 100644\n";
        assertThat(DiffHeaders.of(diff).paths()).containsExactly("caf\u00e9\t");
    }

    @Test
    void readsAFileThatOnlyChangesItsMode() {
        String diff = "diff --git a/run me b/run me\nold mode 100644\nnew mode 100755\n";
        DiffHeaders headers = DiffHeaders.of(diff);
        assertThat(headers.paths()).containsExactly("run me");
        assertThat(headers.modes()).containsExactly("100644", "100755");
    }

    @Test
    void proseChangesNothing() {
        assertThat(DiffHeaders.of("Dear all,\n\nplease apply.\n").changesAnything())
                .isFalse();
    }

    @Test
    void survivesEscapesAndCountsThatNoGitWrites() {
        String diff =
                """
                diff --git "a/\\9xx" "b/\\9xx"
                --- "a/\\9xx"
                +++ "b/\\9xx"
                @@ -1,99999999999999999999 +1 @@
                """;

        assertThat(DiffHeaders.of(diff).paths()).containsExactly("9xx");
    }
}
