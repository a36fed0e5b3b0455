// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.vc4lab.guest.DeviceProperty;
import org.vc4lab.guest.ScheduledChange;
import org.vc4lab.lab.model.RequiredEvidence;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.patch.Patch;
import org.vc4lab.shrink.ShellScript.ScriptWord;
import org.vc4lab.shrink.TrialShrinker.PartsOutcome;
import org.vc4lab.shrink.TrialShrinker.ShrinkBounds;
import org.vc4lab.shrink.TrialShrinker.ShrinkEnd;
import org.vc4lab.shrink.TrialShrinker.ShrunkTrial;

class TrialShrinkerTest {
    private static final ShrinkBounds BOUNDS = new ShrinkBounds(1000, Duration.ofHours(1));

    private static final List<String> STORM = List.of(
            "tone=/root/test-tone.wav",
            "ten=\"$tone $tone\"",
            "play -q --period-time=10000 $ten & player=$!",
            "sleep 0.5; echo 4 >blank",
            "sleep 0.3; echo 0 >blank",
            "for again in 1 2; do",
            "  echo 4 >blank",
            "  sleep 0.1",
            "done",
            "wait $player");

    private static final ScheduledChange UNPLUGGED = new ScheduledChange(
            "mai0", "words-played", 20_000, Duration.ZERO, DeviceProperty.text("hdmi0", "connected", "false"));

    private static final FragmentSetting LISTS = new FragmentSetting("checks.config", "CONFIG_DEBUG_LIST=y");
    private static final List<FragmentSetting> FRAGMENTS = List.of(
            new FragmentSetting("checks.config", "CONFIG_LOCK_STAT=y"),
            LISTS,
            new FragmentSetting("more.config", "# CONFIG_SLUB_DEBUG is not set"));

    private final List<TrialParts> tested = new ArrayList<>();

    private static TrialParts parts(List<String> run, List<String> patches) {
        Scenario scenario = new Scenario(
                "storm",
                run,
                Optional.empty(),
                List.of(UNPLUGGED),
                List.of(),
                List.of(),
                Duration.ofSeconds(30),
                List.of(new RequiredEvidence.RequiredLogLine(
                        "console", new RequiredEvidence.EvidenceBounds(OptionalLong.of(1), OptionalLong.empty()))));
        return new TrialParts(
                scenario,
                List.of(),
                patches.stream().map(name -> Patch.of(name, name, "")).toList(),
                FRAGMENTS);
    }

    private ShrunkTrial shrink(TrialParts whole, ShrinkBounds bounds, Predicate<TrialParts> fails) throws Exception {
        return new TrialShrinker(
                        parts -> {
                            tested.add(parts);
                            return outcomeIf(fails.test(parts));
                        },
                        bounds,
                        () -> 0,
                        (done, total) -> {})
                .shrink(whole);
    }

    private static PartsOutcome outcomeIf(boolean fails) {
        return fails ? PartsOutcome.FAILS : PartsOutcome.PASSES;
    }

    private static boolean plays(TrialParts parts) {
        String script = String.join("\n", parts.scenario().run());
        boolean isComplete = script.split("\\bdo\\b", -1).length == script.split("\\bdone\\b", -1).length;
        return isComplete && script.contains("play ") && script.contains("$ten") && script.contains("ten=");
    }

    @Test
    void linesAndTheirWordsAreLeftOut() throws Exception {
        ShrunkTrial shrunk = shrink(
                parts(STORM, List.of()),
                BOUNDS,
                parts -> plays(parts)
                        && String.join("\n", parts.scenario().run()).contains("echo 4"));

        assertThat(shrunk.parts().scenario().run()).containsExactly("ten=\"$tone $tone\"", "play $ten", "echo 4");
        assertThat(shrunk.end()).isEqualTo(ShrinkEnd.MINIMAL);
    }

    @Test
    void whatIsAroundALoopsContentsIsLeftOut() throws Exception {
        ShrunkTrial shrunk = shrink(
                parts(STORM, List.of()),
                BOUNDS,
                parts -> plays(parts) && parts.scenario().run().stream().anyMatch(line -> line.contains("sleep 0.1")));

        assertThat(shrunk.parts().scenario().run()).containsExactly("ten=\"$tone $tone\"", "play $ten", "  sleep 0.1");
    }

    @Test
    void patchesChangesAndEvidenceAreLeftOut() throws Exception {
        TrialParts whole = parts(List.of("play"), List.of("first", "second", "third"));

        ShrunkTrial shrunk = shrink(
                whole, BOUNDS, parts -> parts.patches().contains(Patch.of("second", "second", "")) && isWhole(parts));

        assertThat(shrunk.parts().patches()).extracting(Patch::name).containsExactly("second");
        assertThat(shrunk.parts().scenario().changes()).isEmpty();
        assertThat(shrunk.parts().scenario().evidence()).isEmpty();
        assertThat(shrink(whole, BOUNDS, parts -> !parts.scenario().changes().isEmpty() && isWhole(parts))
                        .parts()
                        .scenario()
                        .changes())
                .containsExactly(UNPLUGGED);
    }

    /** Each set of them is a kernel to build, so there are few, and none is tried before all else is gone. */
    @Test
    void linesOfKernelFragmentsAreLeftOutLast() throws Exception {
        ShrunkTrial shrunk = shrink(
                parts(STORM, List.of("first", "second")),
                BOUNDS,
                parts -> plays(parts) && parts.fragments().contains(LISTS));

        assertThat(shrunk.parts().fragments()).containsExactly(LISTS);
        assertThat(shrunk.parts().scenario().run()).containsExactly("ten=\"$tone $tone\"", "play $ten");
        assertThat(shrunk.end()).isEqualTo(ShrinkEnd.MINIMAL);
        assertThat(tested.stream().map(TrialParts::fragments).distinct()).hasSizeLessThanOrEqualTo(6);
        assertThat(tested.stream().filter(parts -> !parts.fragments().equals(FRAGMENTS)))
                .allMatch(parts -> parts.patches().isEmpty()
                        && parts.scenario().changes().isEmpty()
                        && parts.scenario().run().size() <= 2);
    }

    private static boolean isWhole(TrialParts parts) {
        return parts.scenario().run().equals(List.of("play"));
    }

    /** The change of the hardware is needed only as long as the word is there, which is tried later. */
    @Test
    void whatIsNoLongerNeededWithoutAWordIsLeftOut() throws Exception {
        ShrunkTrial shrunk = shrink(parts(List.of("play --late tone"), List.of()), BOUNDS, parts -> {
            String script = String.join("\n", parts.scenario().run());
            return script.contains("play")
                    && (!script.contains("--late")
                            || !parts.scenario().changes().isEmpty());
        });

        assertThat(shrunk.parts().scenario().run()).containsExactly("play");
        assertThat(shrunk.parts().scenario().changes()).isEmpty();
        assertThat(shrunk.end()).isEqualTo(ShrinkEnd.MINIMAL);
    }

    /** Fewer parts may fail where more of them do not, in all kinds of parts at once. */
    @Property(tries = 300)
    void ifItIsMinimalNothingOfAnyKindCanBeLeftOut(
            @ForAll int seed, @ForAll @IntRange(min = 1, max = 4) int failingOneIn) throws Exception {
        TrialParts whole = parts(List.of("play  --late tone", "", "  sleep 1 "), List.of("first", "second"));
        Predicate<TrialParts> chaotic = parts ->
                parts.equals(whole) || Math.floorMod(31 * seed + kindsOf(parts).hashCode() * 7919, failingOneIn) == 0;

        ShrunkTrial shrunk = shrink(whole, BOUNDS, chaotic);

        assertThat(chaotic.test(shrunk.parts())).isTrue();
        assertThat(shrunk.end()).isEqualTo(ShrinkEnd.MINIMAL);
        assertThat(withoutOne(shrunk.parts())).noneMatch(chaotic);
    }

    private static List<Object> kindsOf(TrialParts parts) {
        return List.of(
                parts.scenario().run(),
                parts.scenario().changes().size(),
                parts.scenario().evidence().size(),
                parts.patches().stream().map(Patch::name).toList(),
                parts.fragments().stream().map(FragmentSetting::text).toList());
    }

    private static List<TrialParts> withoutOne(TrialParts parts) {
        List<TrialParts> fewer = new ArrayList<>();
        Scenario scenario = parts.scenario();
        List<ScriptWord> words = parts.script().words();
        withoutOne(scenario.run()).forEach(run -> fewer.add(parts.withScript(new ShellScript(run))));
        withoutOne(words).forEach(kept -> fewer.add(parts.withScript(ShellScript.ofWords(kept))));
        withoutOne(scenario.changes()).forEach(changes -> fewer.add(parts.withChanges(changes)));
        withoutOne(scenario.evidence()).forEach(evidence -> fewer.add(parts.withEvidence(evidence)));
        withoutOne(parts.patches()).forEach(patches -> fewer.add(parts.withPatches(patches)));
        withoutOne(parts.fragments()).forEach(fragments -> fewer.add(parts.withFragments(fragments)));
        return fewer;
    }

    private static <T> List<List<T>> withoutOne(List<T> items) {
        return IntStream.range(0, items.size())
                .mapToObj(i -> {
                    List<T> fewer = new ArrayList<>(items);
                    fewer.remove(i);
                    return fewer;
                })
                .toList();
    }

    /** As text between quotes over several lines does, which is another text with other blanks. */
    @Test
    void wordsAreLeftOutOfAScriptThatNeedsItsBlanks() throws Exception {
        ShrunkTrial shrunk = shrink(parts(List.of("echo loudly 'a", "  b'"), List.of()), BOUNDS, parts -> String.join(
                        "\n", parts.scenario().run())
                .matches("(?s)echo .*'a\n  b'"));

        assertThat(shrunk.parts().scenario().run()).containsExactly("echo 'a", "  b'");
        assertThat(shrunk.end()).isEqualTo(ShrinkEnd.MINIMAL);
    }

    /** It may be a part that is needed, and one trial of hundreds is no reason to lose the others. */
    @Test
    void ifTheLabFailsWithoutAPartThePartStays() throws Exception {
        ShrunkTrial shrunk = new TrialShrinker(
                        parts -> parts.patches().isEmpty() ? PartsOutcome.UNKNOWN : outcomeIf(plays(parts)),
                        BOUNDS,
                        () -> 0,
                        (done, total) -> {})
                .shrink(parts(STORM, List.of("first", "second")));

        assertThat(shrunk.parts().patches()).hasSize(1);
        assertThat(shrunk.parts().scenario().run()).containsExactly("ten=\"$tone $tone\"", "play $ten");
        assertThat(shrunk.end()).isEqualTo(ShrinkEnd.LAB_FAILED);
    }

    /** What the lab failed at is no part of what is left. */
    @Test
    void aLabThatFailsWithMorePartsLeavesAMinimum() throws Exception {
        ShrunkTrial shrunk = new TrialShrinker(
                        parts -> parts.patches().size() == 1
                                        && !parts.scenario().changes().isEmpty()
                                ? PartsOutcome.UNKNOWN
                                : outcomeIf(plays(parts)),
                        BOUNDS,
                        () -> 0,
                        (done, total) -> {})
                .shrink(parts(STORM, List.of("first", "second")));

        assertThat(shrunk.parts().patches()).isEmpty();
        assertThat(shrunk.end()).isEqualTo(ShrinkEnd.MINIMAL);
    }

    @Test
    void noTrialRunsTwice() throws Exception {
        shrink(parts(STORM, List.of("first", "second")), BOUNDS, TrialShrinkerTest::plays);

        assertThat(tested).doesNotHaveDuplicates().doesNotContain(parts(STORM, List.of("first", "second")));
    }

    @Test
    void whateverTheLimitTheResultFailsAndLimitsAreKept() throws Exception {
        for (int tests = 1; tests < 60; tests++) {
            tested.clear();
            ShrunkTrial shrunk = shrink(
                    parts(STORM, List.of("first")),
                    new ShrinkBounds(tests, Duration.ofHours(1)),
                    TrialShrinkerTest::plays);

            assertThat(plays(shrunk.parts())).isTrue();
            assertThat(tested).hasSizeLessThanOrEqualTo(tests);
            assertThat(shrunk.tests()).isEqualTo(tested.size());
            assertThat(shrunk.end() == ShrinkEnd.LIMIT_REACHED
                            || shrunk.parts().scenario().run().equals(List.of("ten=\"$tone $tone\"", "play $ten")))
                    .isTrue();
        }
    }

    @Test
    void noTrialBeginsAfterTheTime() throws Exception {
        AtomicLong nanos = new AtomicLong();
        ShrunkTrial shrunk = new TrialShrinker(
                        parts -> {
                            nanos.addAndGet(Duration.ofMinutes(1).toNanos());
                            return outcomeIf(plays(parts));
                        },
                        new ShrinkBounds(1000, Duration.ofMinutes(3)),
                        nanos::get,
                        (done, total) -> {})
                .shrink(parts(STORM, List.of()));

        assertThat(shrunk.tests()).isEqualTo(3);
        assertThat(shrunk.end()).isEqualTo(ShrinkEnd.LIMIT_REACHED);
        assertThat(plays(shrunk.parts())).isTrue();
    }
}
