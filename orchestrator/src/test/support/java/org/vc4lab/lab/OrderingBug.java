// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.vc4lab.guest.DeviceCounter;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.RequiredEvidence.EvidenceBounds;
import org.vc4lab.lab.model.RequiredEvidence.RequiredCounter;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.lab.model.Trial;
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
            "prompt",
            Shown.BLANK_STORM.name(),
            EnumSet.of(Verdict.BROKEN, Verdict.OTHER_REPORT)),
    UNLOCKED_FLAG(
            "tests-flag-unlocked",
            "deferred-infoframe",
            3,
            "slow-packet",
            "mode-set-storm",
            EnumSet.of(Verdict.BROKEN)),
    STOP_AT_PERIOD_END("frees-before-period-ends", "deferred-infoframe", 1, "prompt", "play", Shown.OOPS),
    UNBIND_AT_START("unbinds-under-start", "deferred-infoframe", 2, "prompt", Shown.UNBIND_STORM.name(), Shown.OOPS),
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

        /** Part of a line that the driver logs without harm: no packet is sent without frames. */
        private static final String NO_PACKET = "Failed to wait for infoframe to start";

        private static final String TEN_TONES = "ten=\"$tone $tone $tone $tone $tone $tone $tone $tone $tone $tone\"";

        /**
         * The display is turned off and on while a stream is started repeatedly, at other intervals each time, so that
         * some start comes within 5 ms before the packet RAM is off. An earlier one waits for a packet until long after
         * that: there are no frames for the 20 ms before, while the driver spins. A processor is held only while others
         * do more than spin, so a further process keeps a third one busy. That also delays the sound, so the samples
         * are not compared.
         */
        static final Scenario BLANK_STORM = new Scenario(
                "blank-storm",
                List.of(
                        "tone=/root/test-tone.wav",
                        TEN_TONES,
                        "forty=\"$ten $ten $ten $ten\"",
                        "aplay -q --channels=2 --samples=800 --period-time=10000 --buffer-time=80000"
                                + " -D 'iec958:CARD=vc4hdmi0,DEV=0' $forty $forty $forty $forty & player=$!",
                        "while :; do :; done & load=$!; trap 'kill $load' EXIT",
                        "sleep 0.3",
                        "for pause in 50 52 54 56 58 60 62 64 66 68 70 72 74 76 78 80 82 84 86 88 90 92 94 96; do"
                                + " echo 4 >/sys/class/graphics/fb0/blank; echo 0 >/sys/class/graphics/fb0/blank;"
                                + " sleep 0.0$pause; done",
                        "wait $player"),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(NO_PACKET),
                Duration.ofSeconds(30),
                List.of(atLeastWords("mai0", 100_000)));

        /**
         * The driver is unbound while streams of two milliseconds are started with the display off. The player is
         * expected to fail. HDMI 1 goes before HDMI 0. A player that dies with the stream locked would keep the
         * unbinding waiting for as long as the trial lasts, so the kernel panics.
         */
        static final Scenario UNBIND_STORM = new Scenario(
                "unbind-storm",
                List.of(
                        "echo 1 >/proc/sys/kernel/panic_on_oops",
                        "tone=/root/test-tone.wav",
                        TEN_TONES,
                        "hundred=\"$ten $ten $ten $ten $ten $ten $ten $ten $ten $ten\"",
                        "aplay -q --channels=2 --samples=80 --period-time=2000 --buffer-time=16000"
                                + " -D 'iec958:CARD=vc4hdmi1,DEV=0' $hundred $hundred & player=$!",
                        "sleep 0.3; echo 4 >/sys/class/graphics/fb0/blank",
                        "sleep 0.1; echo fef05700.hdmi >/sys/bus/platform/drivers/vc4_hdmi/unbind",
                        "! wait $player"),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(NO_PACKET),
                Duration.ofSeconds(6),
                List.of(atLeastWords("mai1", 2000)));

        private static RequiredCounter atLeastWords(String fifo, long words) {
            return new RequiredCounter(
                    new DeviceCounter(fifo + ".words-played", fifo, "words-played"),
                    new EvidenceBounds(OptionalLong.of(words), OptionalLong.empty()));
        }
    }

    static OrderingBug ofPatches(String patches) {
        return Stream.of(values())
                .filter(bug -> bug.patches.equals(patches))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no ordering bug has the patches " + patches));
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

    /** In which it can show, on {@link #profile}. */
    Trial trial(Case ofCase, Candidate candidate) throws UnknownNameException {
        Optional<Scenario> own = Stream.of(Shown.BLANK_STORM, Shown.UNBIND_STORM)
                .filter(each -> each.name().equals(scenario))
                .findFirst();
        Case.HardwareProfile ofTrial = ofCase.profiles().stream()
                .filter(each -> each.name().equals(profile))
                .findFirst()
                .orElseThrow();
        return new Trial(
                ofCase, candidate, own.isPresent() ? own.get() : ofCase.scenario(scenario), ofTrial, List.of());
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
