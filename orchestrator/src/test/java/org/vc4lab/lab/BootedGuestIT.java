// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.guest.BootedGuest;
import org.vc4lab.guest.GuestEvidence;
import org.vc4lab.guest.GuestResult;
import org.vc4lab.guest.LaunchMode;
import org.vc4lab.guest.MachineProvider;
import org.vc4lab.guest.MachineRequest;
import org.vc4lab.kernellog.Report;

/** What a guest can be told, on this host. */
class BootedGuestIT {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    @TempDir
    Path folder;

    @Test
    void runsCommandsCopiesFilesAndReportsItsDevices() throws Exception {
        MachineRequest order = MachineRequest.defaults(LaunchMode.LOCAL).withCandidate("base");
        MachineProvider.ProvidedMachine providedMachine =
                new LabMachineProvider(TestLab.HOME, System.getenv()).provide(order, folder.resolve("guest"));
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        try (BootedGuest guest =
                BootedGuest.boot(providedMachine.machine(), providedMachine.launcher(), lines::add, LIMIT)) {
            GuestResult said = guest.shell("echo 'out '; echo err >&2; exit 3", LIMIT);
            assertThat(said.exitCode()).isEqualTo(3);
            assertThat(said.stdout()).isEqualTo("out \n");
            assertThat(said.stderr()).isEqualTo("err\n");
            assertThat(guest.execInGuest("echo", "it's", "$HOME").stdout()).isEqualTo("it's $HOME\n");
            assertThat(guest.shell("sleep 60", Duration.ofSeconds(1)).exitCode())
                    .isEqualTo(143);

            copiesFilesThereAndBack(guest);
            assertThat(guest.kernelLog()).isEmpty();
            assertThat(guest.execInGuest(
                                    "aplay", "--channels=2", "-D", "iec958:CARD=vc4hdmi0,DEV=0", "/root/test-tone.wav")
                            .exitCode())
                    .isZero();
            assertThat(guest.kernelLog())
                    .extracting(Report::title)
                    .first()
                    .asString()
                    .contains("sleeping function");
            GuestEvidence evidence = guest.evidence();
            assertThat(evidence.outputs().get(0).wordsPlayed()).isBetween(176400L, 180000L);
            assertThat(evidence.outputs().get(0).infoframes().newest().hex()).startsWith("84");
            assertThat(Files.size(guest.screenshot())).isPositive();
            assertThat(lines).anyMatch(line -> line.contains("Booting Linux"));

            guest.hotplug(false);
            guest.shell("echo detect >/sys/class/drm/card0-HDMI-A-1/status", LIMIT);
            assertThat(guest.execInGuest("cat", "/sys/class/drm/card0-HDMI-A-1/status")
                            .stdout())
                    .isEqualTo("disconnected\n");

            assertThatThrownBy(() -> guest.shell("echo c >/proc/sysrq-trigger; reboot -f", LIMIT))
                    .hasMessageContaining("last lines");
        }
    }

    /** It is without the default case's base, whose kernel reports something as soon as a tone is played. */
    @Test
    void bootsACandidateOfAnotherCase() throws Exception {
        MachineRequest request = MachineRequest.defaults(LaunchMode.LOCAL)
                .withCase("vc4-hdmi-no-crtc")
                .withCandidate("refuse-without-mode");
        MachineProvider.ProvidedMachine providedMachine =
                new LabMachineProvider(TestLab.HOME, System.getenv()).provide(request, folder.resolve("guest"));
        try (BootedGuest guest =
                BootedGuest.boot(providedMachine.machine(), providedMachine.launcher(), line -> {}, LIMIT)) {
            assertThat(guest.execInGuest(
                                    "aplay", "--channels=2", "-D", "iec958:CARD=vc4hdmi0,DEV=0", "/root/test-tone.wav")
                            .exitCode())
                    .isZero();
            assertThat(guest.kernelLog()).isEmpty();
        }
    }

    private void copiesFilesThereAndBack(BootedGuest guest) throws Exception {
        byte[] bytes = new byte[20_000];
        new Random(1).nextBytes(bytes);
        Path local = Files.write(folder.resolve("there"), bytes);
        guest.copyToGuest(local, "/tmp/file");
        guest.copyFromGuest("/tmp/file", folder.resolve("back"));
        assertThat(folder.resolve("back")).hasSameBinaryContentAs(local);
    }
}
