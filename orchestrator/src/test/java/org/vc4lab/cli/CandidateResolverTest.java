// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vc4lab.bisect.Revision;
import org.vc4lab.bisect.SeriesSearchSpace;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.lab.KernelResolver;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;
import org.vc4lab.patch.Series;
import org.vc4lab.patch.SeriesReader;

/** Only the case's own patches are trusted: their makefiles run in the objects that later kernels begin with. */
class CandidateResolverTest {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();
    private static final Path USERS = HOME.resolve("orchestrator/src/test/patches/panics");

    private final ProcessRunner runner = new ProcessRunner();
    private final Case ofCase;

    CandidateResolverTest() throws Exception {
        this.ofCase = new CaseRepository(HOME.resolve("patches"), Faults.read(HOME)).read("vc4-hdmi-atomic-sleep");
    }

    private List<Series> foreign(String... names) throws Exception {
        CandidateResolver resolver = new CandidateResolver(ofCase, Optional.empty(), false, new SeriesReader(runner));
        CandidateResolver.ResolvedCandidates resolved = resolver.resolve(List.of(names));
        Candidate candidate = resolved.candidates().get(resolved.candidates().size() - 1);
        KernelSpec spec = resolved.kernelResolver().resolve(ofCase, candidate);
        assertThat(spec.patches()).hasSizeGreaterThan(1);
        return spec.foreign();
    }

    @Test
    void aUsersPatchIsForeignAndTheCasesOwnAreNot() throws Exception {
        assertThat(foreign()).isEmpty();
        assertThat(foreign("nonatomic-only")).isEmpty();
        assertThat(foreign(USERS.toString())).hasSize(1);
    }

    @Test
    void aUsersPatchIsForeignHoweverItIsResolved() throws Exception {
        KernelResolver resolver = KernelResolver.forCase(new SeriesReader(runner));
        assertThat(resolver.resolve(ofCase, ofCase.candidate(USERS)).foreign()).hasSize(1);
        assertThat(resolver.resolve(ofCase, ofCase.candidate("nonatomic-only")).foreign())
                .isEmpty();
    }

    @Test
    void aSeriesThatIsBisectedIsForeign() throws Exception {
        KernelSpec base = new KernelSpec(new KernelSource.PatchedRelease(ofCase.kernel()), ofCase.config(), List.of());
        SeriesSearchSpace searchSpace = new SeriesSearchSpace(base, new SeriesReader(runner).read(USERS));
        assertThat(searchSpace.kernelSpec(new Revision.AtCommit(0)).foreign()).hasSize(1);
        assertThat(searchSpace.kernelSpec(new Revision.AtCommit(0)).trusted()).isEmpty();
    }
}
