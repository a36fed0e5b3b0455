// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.GitSandbox;
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

    /** Nobody has looked at them: neither at its base nor at its candidates. */
    @Test
    void allPatchesOfAForeignCaseAreForeign(@TempDir Path folder) throws Exception {
        Path elsewhere = folder.resolve("mine");
        FileUtils.copyDirectory(ofCase.folder().path().toFile(), elsewhere.toFile());
        Path file = elsewhere.resolve("case.yaml");
        Files.writeString(elsewhere.resolve("own.config"), "CONFIG_X=y\n");
        Files.writeString(
                file,
                Files.readString(file)
                                .replaceFirst("(?m)^case: .*", "case: mine")
                                .replaceFirst("(?m)^fragments:.*\n", "")
                        + "fragments: [own.config]\n");
        SeriesReader reader = new SeriesReader(runner);
        Case foreign = new CaseRepository(HOME.resolve("patches"), Faults.read(HOME))
                .only(elsewhere)
                .read("mine");
        Candidate candidate = foreign.candidate("nonatomic-only");
        KernelSpec expected = KernelResolver.forCase(reader).resolve(ofCase, ofCase.candidate("nonatomic-only"));

        KernelSpec ofAll = KernelResolver.forCase(reader).resolve(foreign, candidate);
        KernelSpec named = new CandidateResolver(foreign, Optional.empty(), false, reader)
                .resolve(List.of("nonatomic-only"))
                .kernelResolver()
                .resolve(foreign, candidate);
        KernelSpec base = KernelResolver.forCase(reader).resolve(foreign, foreign.candidate("base"));
        KernelSpec bisected = SeriesSearchSpace.read(USERS, foreign, reader).kernelSpec(new Revision.AtCommit(0));

        assertThat(expected.patches()).hasSize(2);
        assertThat(List.of(ofAll, named)).allSatisfy(spec -> {
            assertThat(spec.trusted()).isEmpty();
            assertThat(spec.foreign()).isEqualTo(expected.patches());
        });
        assertThat(List.of(ofAll, named, base))
                .allSatisfy(spec -> assertThat(spec.hasForeignFragments()).isTrue());
        assertThat(expected.hasForeignFragments()).isFalse();
        assertThat(base.trusted()).isEmpty();
        assertThat(base.foreign()).hasSize(1);
        assertThat(bisected.trusted()).isEmpty();
        assertThat(bisected.foreign()).hasSize(2);
    }

    @Test
    void aUsersPatchIsForeignHoweverItIsResolved() throws Exception {
        KernelResolver resolver = KernelResolver.forCase(new SeriesReader(runner));
        assertThat(resolver.resolve(ofCase, ofCase.candidate(USERS)).foreign()).hasSize(1);
        assertThat(resolver.resolve(ofCase, ofCase.candidate("nonatomic-only")).foreign())
                .isEmpty();
    }

    /** A note belongs to a commit whose kernel was tested as it is. */
    @Test
    void thePatchesOfARangeAreCommitsUnlessTheyAreAppliedElsewhere(@TempDir Path folder) throws Exception {
        GitSandbox user = GitSandbox.in(folder);
        List<String> commits = new ArrayList<>();
        for (String text : List.of("two", "three")) {
            user.write("src/a.c", text + "\n");
            commits.add(user.commit(text));
        }

        assertThat(commitsOfRange(folder, Optional.empty(), false)).isEqualTo(commits);
        assertThat(commitsOfRange(folder, Optional.of("HEAD"), false)).isEmpty();
        assertThat(commitsOfRange(folder, Optional.empty(), true)).isEmpty();
    }

    private List<String> commitsOfRange(Path tree, Optional<String> revision, boolean onBase) throws Exception {
        KernelCheckout checkout = KernelCheckout.open(tree, revision, runner);
        return new CandidateResolver(ofCase, Optional.of(checkout), onBase, new SeriesReader(runner))
                .resolveSeries("HEAD~2..HEAD")
                .commits();
    }

    @Test
    void aSeriesThatIsBisectedIsForeign() throws Exception {
        KernelSpec base = new KernelSpec(new KernelSource.PatchedRelease(ofCase.kernel()), ofCase.config(), List.of());
        SeriesSearchSpace searchSpace = new SeriesSearchSpace(base, new SeriesReader(runner).read(USERS));
        assertThat(searchSpace.kernelSpec(new Revision.AtCommit(0)).foreign()).hasSize(1);
        assertThat(searchSpace.kernelSpec(new Revision.AtCommit(0)).trusted()).isEmpty();
    }
}
