// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.DeviceEvidence;
import org.vc4lab.guest.DeviceProperty;
import org.vc4lab.guest.Guest;
import org.vc4lab.guest.GuestExit;
import org.vc4lab.guest.Machine;
import org.vc4lab.lab.audio.Captures;
import org.vc4lab.lab.audio.ExpectedSound;
import org.vc4lab.lab.audio.ToneMatcher;
import org.vc4lab.lab.audio.WaveFile;
import org.vc4lab.lab.model.Evidence.AudioResult;
import org.vc4lab.lab.model.Trial;

/**
 * The models in a machine that is saved and loaded, or reset, while a tone is played. The qtest bcm2711-state-test
 * checks the same without a guest.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MachineSnapshotIT {
    private static final int CARD = 0;
    private static final String FIFO = "mai0";
    private static final Duration STEP = Duration.ofMillis(200);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int WORDS_OF_MIDDLE = 44100;

    private final Path folder = TestLab.trialFolder(getClass());
    private final TestLab lab = open();

    @AfterAll
    void closeTheLab() {
        lab.close();
    }

    private BuildArtifacts artifacts;
    private WaveFile tone;

    private static TestLab open() {
        try {
            return TestLab.open();
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @BeforeAll
    void build() throws Exception {
        artifacts = lab.artifacts(lab.candidate("hw-params"));
        tone = WaveFile.read(artifacts.rootfs().tone());
    }

    @Test
    void noSampleIsLostWhenAPlayingMachineIsSavedAndLoaded() throws Exception {
        Path state = folder.resolve("state");
        Machine first = machine("saved");
        try (Guest guest = Guest.start(first, lab.launcher())) {
            playHalf(guest);
            guest.save(state);
            guest.quit();
        }
        Machine second = machine("loaded");
        DeviceEvidence device;
        try (Guest guest = Guest.load(second, state, lab.launcher())) {
            assertThat(guest.waitForExit()).isInstanceOf(GuestExit.Shutdown.class);
            device = guest.observe(List.of(CARD), List.of()).outputs().get(0);
            guest.quit();
        }
        Files.delete(state);

        WaveFile begun = captured(first);
        WaveFile ended = captured(second);
        assertThat(begun.words().length).isGreaterThan(WORDS_OF_MIDDLE);
        AudioResult result = ToneMatcher.compare(new ExpectedSound(tone, 1), joined(begun, ended));
        assertThat(result.difference()).isEmpty();
        assertThat(device.wordsPlayed()).isEqualTo(begun.words().length + ended.words().length);
        assertThat(device.fifo().underruns()).isZero();
        assertThat(device.violations()).isEmpty();
        assertThat(Files.readString(second.console())).contains("status=0");
    }

    @Test
    void aMachineThatIsResetWhilePlayingPlaysCorrectlyAfterwards() throws Exception {
        Machine machine = machine("reset");
        long before;
        DeviceEvidence device;
        try (Guest guest = Guest.start(machine, lab.launcher())) {
            playHalf(guest);
            guest.reset();
            before = guest.devices().getNumber(FIFO, "words-played");
            guest.resumeUntil(LIMIT);
            assertThat(guest.waitForExit()).isInstanceOf(GuestExit.Shutdown.class);
            device = guest.observe(List.of(CARD), List.of()).outputs().get(0);
            guest.quit();
        }

        int[] words = captured(machine).words();
        WaveFile again = Captures.ofWords(
                tone.rate(), tone.channels(), IntStream.of(words).skip(before).toArray());
        assertThat(ToneMatcher.compare(new ExpectedSound(tone, 1), again).difference())
                .isEmpty();
        assertThat(before).isGreaterThan(WORDS_OF_MIDDLE).isLessThan(tone.shorts().length);
        assertThat(device.fifo().streams()).isEqualTo(2);
        assertThat(device.violations()).isEmpty();
        assertThat(Files.readString(machine.console())).contains("status=0");
    }

    /** Stops in steps of the guest's own time, so that it is the same moment in each run. */
    private static void playHalf(Guest guest) throws IOException, InterruptedException {
        for (Duration until = STEP; until.compareTo(LIMIT) < 0; ) {
            assertThat(guest.waitForExit()).isInstanceOf(GuestExit.DeadlineReached.class);
            if (guest.devices().getNumber(FIFO, "words-played") > WORDS_OF_MIDDLE) {
                return;
            }
            until = until.plus(STEP);
            guest.resumeUntil(until);
        }
        throw new AssertionError("no half of the tone within " + LIMIT);
    }

    private Machine machine(String name) throws IOException {
        Path machineFolder = Files.createDirectories(folder.resolve(name));
        Trial trial = lab.trial(lab.candidate("hw-params"), "prompt");
        Path initrd = machineFolder.resolve("initrd");
        artifacts.rootfs().writeInitrd(initrd, artifacts.kernel().canary(), ScenarioArchive.of(trial, LIMIT));
        return new Machine(
                new Machine.BootFiles(
                        artifacts.emulator().qemu(),
                        artifacts.kernel().image(),
                        artifacts.kernel().deviceTree(),
                        initrd,
                        TrialMachineFactory.TRIAL_COMMAND_LINE),
                ClockMode.DETERMINISTIC,
                List.of(DeviceProperty.text(
                        "hdmi0", "capture", machineFolder.resolve("mai.wav").toString())),
                List.of(),
                name.equals("loaded") ? LIMIT : STEP,
                Duration.ofMinutes(5),
                machineFolder);
    }

    private static WaveFile captured(Machine machine) throws IOException {
        return WaveFile.read(machine.folder().resolve("mai.wav"));
    }

    private static WaveFile joined(WaveFile first, WaveFile second) {
        return Captures.ofWords(
                first.rate(),
                first.channels(),
                IntStream.concat(IntStream.of(first.words()), IntStream.of(second.words()))
                        .toArray());
    }
}
