// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
        KernelSpec foreign = KERNEL.withForeign(WHOLE).withTrustedUnlessOnForeign(LESS);

        assertThat(foreign.trusted()).containsExactly(BASE);
        assertThat(foreign.foreign()).containsExactly(WHOLE, LESS);
        assertThat(KERNEL.withForeign(WHOLE).withForeign(LESS)).isEqualTo(foreign);
    }

    /** A stranger's configuration is not that of the trusted objects, and no other machine gets what it makes. */
    @Test
    void aKernelWithForeignFragmentsIsForeign() {
        Path fragment = Path.of("x.config");
        KernelSpec foreign = KERNEL.withForeignFragments(List.of(fragment));
        KernelSpec own = KERNEL.withFragments(List.of(fragment));

        assertThat(foreign.fragments()).containsExactly(fragment);
        assertThat(TrustDomain.of(foreign)).isEqualTo(new TrustDomain("", true));
        assertThat(TrustDomain.of(foreign).shareable()).isFalse();
        assertThat(foreign.trustedPart()).isEqualTo(KERNEL);
        assertThat(foreign.withOnlyFragments(List.of(Path.of("less.config"))).isForeign())
                .isTrue();
        assertThat(foreign.withTrustedUnlessOnForeign(WHOLE).withLast(LESS).isForeign())
                .isTrue();
        assertThat(TrustDomain.of(own)).isEqualTo(new TrustDomain("", false));
        assertThat(own.trustedPart()).isEqualTo(own);
        assertThat(KERNEL.withForeignFragments(List.of())).isEqualTo(KERNEL);
    }

    /** What builds it depends on that. */
    @Test
    void theLastSeriesIsReplacedAndTrustedAsBefore() {
        assertThat(KERNEL.withTrustedUnlessOnForeign(WHOLE).withLast(LESS))
                .isEqualTo(KERNEL.withTrustedUnlessOnForeign(LESS));
        assertThat(KERNEL.withForeign(WHOLE).withLast(LESS)).isEqualTo(KERNEL.withForeign(LESS));
    }
}
