// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.lab.model.Verdict;

/**
 * Bugs that only some orders of events show. Each is a patch on top of one of the case's good candidates, so that
 * nothing but the bug can show. The patches' descriptions say which order shows it.
 *
 * <p>The depth is that of PCT: how many pairs of events have to be in a certain order. Most races are with the player:
 * the end of the last period wakes it, and it closes the stream while what woke it is still on its way out.
 */
public enum OrderingBug {
    LOST_WAKE_UP("loses-wake-up", "deferred-infoframe", 2, "prompt", "play", EnumSet.of(Verdict.BROKEN, Verdict.HUNG)),
    FREED_WORK("frees-work-in-use", "deferred-infoframe", 1, "prompt", "play", Shown.OOPS),
    DROPPED_LOCK(
            "drops-lock-in-trigger",
            "nonatomic-threaded",
            3,
            "slow-packet",
            "mode-set-storm",
            EnumSet.of(Verdict.BROKEN)),
    UNLOCKED_FLAG(
            "tests-flag-unlocked",
            "deferred-infoframe",
            3,
            "slow-packet",
            "mode-set-storm",
            EnumSet.of(Verdict.BROKEN)),
    STOP_AT_PERIOD_END("frees-before-period-ends", "deferred-infoframe", 1, "prompt", "play", Shown.OOPS),
    UNBIND_AT_START("unbinds-under-start", "deferred-infoframe", 2, "prompt", Shown.REBIND_STORM.name(), Shown.OOPS),
    DOUBLE_COMPLETION("completes-twice", "deferred-infoframe", 2, "prompt", "play", EnumSet.of(Verdict.OTHER_REPORT)),
    EARLY_PUT("puts-reference-early", "nonatomic-threaded", 1, "prompt", "play", Shown.OOPS),
    UNLOCKED_LIST("walks-list-unlocked", "deferred-infoframe", 2, "prompt", "play", Shown.OOPS),
    CANCEL_WITHOUT_SYNC(
            "cancels-without-sync", "nonatomic-threaded", 1, "prompt", "play", EnumSet.of(Verdict.OTHER_REPORT));

    private final String patches;
    private final String goodCandidate;
    private final int depth;
    private final String profile;
    private final String scenario;

    @SuppressWarnings("ImmutableEnumChecker") // nothing changes it
    private final Set<Verdict> verdicts;

    OrderingBug(
            String patches, String goodCandidate, int depth, String profile, String scenario, Set<Verdict> verdicts) {
        this.patches = patches;
        this.goodCandidate = goodCandidate;
        this.depth = depth;
        this.profile = profile;
        this.scenario = scenario;
        this.verdicts = verdicts;
    }

    /** What several of them need. */
    private static final class Shown {
        /** In an interrupt it is a panic, with a lock held a hang; the player may die of it, or play to its end. */
        static final Set<Verdict> OOPS = EnumSet.of(Verdict.OTHER_REPORT, Verdict.BROKEN, Verdict.PANIC, Verdict.HUNG);

        /** The driver is unbound while a stream is started repeatedly. The player is expected to fail. */
        static final Scenario REBIND_STORM = new Scenario(
                "rebind-storm",
                List.of(
                        "tone=/root/test-tone.wav",
                        "ten=\"$tone $tone $tone $tone $tone $tone $tone $tone $tone $tone\"",
                        "aplay -q --channels=2 --samples=800 --period-time=10000 --buffer-time=80000"
                                + " -D 'iec958:CARD=vc4hdmi0,DEV=0' $ten $ten $ten $ten $ten $ten $ten & player=$!",
                        "sleep 0.7; echo fef00700.hdmi >/sys/bus/platform/drivers/vc4_hdmi/unbind",
                        "wait $player && exit 1",
                        "echo fef00700.hdmi >/sys/bus/platform/drivers/vc4_hdmi/bind",
                        "aplay --channels=2 -D 'iec958:CARD=vc4hdmi0,DEV=0' /root/test-tone.wav"),
                Optional.of(new Scenario.ScenarioAudio(List.of(0), new Scenario.Playback(0, 0, 16))),
                List.of(),
                List.of(),
                List.of(),
                Duration.ofSeconds(30),
                List.of());
    }

    /** The name of its folder, and of its candidate. */
    public String patches() {
        return patches;
    }

    /** The case's candidate that it is applied on. */
    public String goodCandidate() {
        return goodCandidate;
    }

    public int depth() {
        return depth;
    }

    /** On which the events race for longer, or were seen to. */
    String profile() {
        return profile;
    }

    /** In which it can show. */
    Scenario scenario(Case ofCase) throws UnknownNameException {
        return scenario.equals(Shown.REBIND_STORM.name()) ? Shown.REBIND_STORM : ofCase.scenario(scenario);
    }

    /** Those that a schedule can get which shows it. */
    Set<Verdict> verdicts() {
        return verdicts;
    }

    /** Writes its whole series, the good candidate's patches and its own, as a mailbox of its name. */
    Path writeMailbox(Path casePatches, Path testPatches, Path directory) throws IOException {
        return TestMailbox.write(
                directory.resolve(patches + ".mbox"),
                List.of(casePatches.resolve(goodCandidate), testPatches.resolve(patches)));
    }
}
