// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vc4lab.patch.Series;

class KernelSpecTest {
    private static final Series BASE = Series.empty("base");
    private static final Series WHOLE = Series.empty("whole");
    private static final Series LESS = Series.empty("less");

    private static final KernelSpec KERNEL =
            new KernelSpec(new KernelSource.PatchedRelease("5.10.223"), "armv7l-lockdep", List.of(BASE));

    /** They are applied in this order, and no makefile of a foreign patch runs among the trusted objects. */
    @Test
    void whatIsOnForeignPatchesIsForeign() {
        KernelSpec foreign = KERNEL.withForeign(WHOLE).withTrusted(LESS);

        assertThat(foreign.trusted()).containsExactly(BASE);
        assertThat(foreign.foreign()).containsExactly(WHOLE, LESS);
        assertThat(KERNEL.withForeign(WHOLE).withForeign(LESS)).isEqualTo(foreign);
    }

    /** What builds it depends on that. */
    @Test
    void theLastSeriesIsReplacedAndTrustedAsBefore() {
        assertThat(KERNEL.withTrusted(WHOLE).withLast(LESS)).isEqualTo(KERNEL.withTrusted(LESS));
        assertThat(KERNEL.withForeign(WHOLE).withLast(LESS)).isEqualTo(KERNEL.withForeign(LESS));
    }
}
