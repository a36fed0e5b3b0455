// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.vc4lab.bisect.Revision.AtCommit;
import org.vc4lab.bisect.Revision.TipWithRevert;
import org.vc4lab.build.kernel.KernelSpec;

/** A fast history of 64 commits: commits 30 to 33 cannot be tested, and every fourth changes nothing. */
final class FakeRevisionTester implements RevisionTester, SearchSpace {
    static final int COMMITS = 64;
    static final int CULPRIT = 41;
    private static final int NO_BUILD = 30;
    private static final int NO_BOOT = 31;
    private static final int OTHER_REPORT = 32;

    /** The calls, as "make 12" and "look 12". */
    final List<String> requests = new CopyOnWriteArrayList<>();

    /** The tested images, to detect one that is tested twice. */
    final List<String> testedImages = new CopyOnWriteArrayList<>();

    static Search search() {
        return new Search(CommitGraph.linear(COMMITS), Direction.CAUSE, SearchSettings.deterministic());
    }

    @Override
    public BuildOutcome build(Revision revision) throws IOException, InterruptedException {
        requests.add("make " + revision);
        return revision.equals(new AtCommit(NO_BUILD))
                ? new BuildOutcome.Unbuildable("it does not compile", List.of(NO_BUILD + 1))
                : new BuildOutcome.Image(image(revision));
    }

    private static String image(Revision revision) {
        return revision instanceof AtCommit commit && commit.index() % 4 == 3
                ? "image of " + (commit.index() - 1)
                : "image of " + revision;
    }

    @Override
    public TestOutcome test(Revision revision, Path folder) throws IOException, InterruptedException {
        requests.add("look " + revision);
        testedImages.add(image(revision));
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("console.log"), revision.toString());
        if (revision.equals(new AtCommit(NO_BOOT))) {
            return new TestOutcome(TestOutcome.TestStatus.NO_BOOT, "no user space");
        }
        if (revision.equals(new AtCommit(OTHER_REPORT))) {
            return new TestOutcome(TestOutcome.TestStatus.OTHER_REPORT, "another warning");
        }
        boolean reproduced = revision instanceof AtCommit commit
                ? commit.index() >= CULPRIT
                : ((TipWithRevert) revision).change() != CULPRIT;
        return reproduced
                ? new TestOutcome(TestOutcome.TestStatus.REPRODUCED, "", List.of("innermost", "outermost"))
                : new TestOutcome(TestOutcome.TestStatus.NOT_REPRODUCED, "");
    }

    @Override
    public Set<String> inputs(Revision revision) {
        return Set.of();
    }

    @Override
    public List<CandidateChange> changes() {
        return IntStream.range(0, COMMITS)
                .mapToObj(i -> new CandidateChange(Integer.toString(i), ""))
                .toList();
    }

    @Override
    public CandidateChange start() {
        return new CandidateChange("start", "");
    }

    @Override
    public KernelSpec kernelSpec(Revision revision) {
        throw new UnsupportedOperationException("no kernel is built");
    }

    @Override
    public String identity() {
        return "fake";
    }

    @Override
    public List<Integer> noOpCommits(Set<String> inputs) {
        return IntStream.range(0, COMMITS / 2).filter(i -> i % 8 == 7).boxed().toList();
    }

    @Override
    public List<List<Integer>> commitsTouching(AtCommit commit, List<String> functions, Set<String> inputs) {
        requests.add("named " + functions);
        return List.of(List.of(9, CULPRIT, 55), List.of(20));
    }

    /** The calls whose results are in a journal. */
    static Set<String> journaledSteps(List<Event> events) {
        return Set.copyOf(events.stream()
                .flatMap(event -> {
                    if (event instanceof Event.KernelBuilt built) {
                        return List.of("make " + built.revision()).stream();
                    }
                    if (event instanceof Event.TraceRanked) {
                        return List.of("named [innermost, outermost]").stream();
                    }
                    return event instanceof Event.Tested tested
                            ? List.of("look " + tested.revision()).stream()
                            : List.<String>of().stream();
                })
                .toList());
    }
}
