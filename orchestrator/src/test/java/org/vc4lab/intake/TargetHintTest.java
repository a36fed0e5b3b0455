// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.build.kernel.KernelConfigRepository;

final class TargetHintTest {
    private static final String REPORT =
            """
            [    1.0] BUG: sleeping function called from invalid context at kernel/locking/mutex.c:281
            [    1.0] in_atomic(): 1, irqs_disabled(): 128, non_block: 0, pid: 140, name: aplay
            [    1.0] CPU: 0 PID: 140 Comm: aplay Not tainted %s #66
            [    1.0] %s
            [    1.0]  vc4_hdmi_squeak+0x1/0x2
            [    1.0]  snd_pcm_squeak+0x1/0x2
            """;

    @ParameterizedTest
    @CsvSource({
        "5.10.223, 5.10.223",
        "5.9.0-rc5-v7l+, 5.10.223",
        "5.15.0-rc1, 5.10.223",
        "5.19.7, 6.1.176",
        "6.6.31+rpt-rpi-v8, 6.1.176",
        "6.12.47+rpt-rpi-v8, 6.12.107",
        "7.1.0-next-20260101, 7.2.8",
        "2.6.32, 5.10.223",
    })
    void takesTheNearestKernelThatIsPinned(String release, String version) throws Exception {
        Guess<String> kernel = target(REPORT.formatted(release, "pstate: 6")).kernel();

        assertThat(kernel.value()).isEqualTo(version);
        assertThat(kernel.origins().get(0))
                .isEqualTo("line 3: CPU: 0 PID: 140 Comm: aplay Not tainted " + release + " #66");
        assertThat(kernel.origins().size()).isEqualTo(release.equals(version) ? 1 : 2);
    }

    @Test
    void readsTheBannerOfABoot() throws Exception {
        String text = "[    0.0] Linux version 6.1.21-v8+ (dom@buildbot) (aarch64-linux-gnu-gcc-8)\n"
                + REPORT.formatted("x", "pstate: 6");

        assertThat(target(text).kernel().origins().get(0)).startsWith("line 1: Linux version 6.1.21-v8+");
    }

    @Test
    void saysIfNoLineNamesAKernel() throws Exception {
        assertThat(target(REPORT.formatted("x", "pstate: 6")).kernel())
                .isEqualTo(Guess.of("7.2.8", "no line names a kernel: the newest that is pinned"));
    }

    /** The order of the lock file is nobody's business. */
    @Test
    void theNewestKernelIsThatOfTheHighestVersion(@TempDir Path home) throws Exception {
        Path lockFile = Path.of("kernel-configs", "kernels.lock.yaml");
        List<String> pieces = new ArrayList<>(
                List.of(Files.readString(PostedLogs.HOME.resolve(lockFile)).split("(?m)^(?=  - version)")));
        Collections.reverse(pieces.subList(1, pieces.size()));
        Files.createDirectory(home.resolve("kernel-configs"));
        Files.writeString(home.resolve(lockFile), String.join("", pieces));
        TargetHint target = new TargetHint(
                PostedLogs.text(REPORT.formatted("x", "pstate: 6")),
                PostedLogs.parts(),
                new KernelConfigRepository(home),
                Optional.empty());

        assertThat(target.kernel().value()).isEqualTo("7.2.8");
    }

    @ParameterizedTest
    @CsvSource({
        "5.10.59, pstate: 60400005 (nZCv daif), arm64-lockdep",
        "5.10.59, x29: ffff800013073a60 x28: ffff00004086b800, arm64-lockdep",
        "5.10.59, [<c020d250>] (dump_backtrace) from [<c020d5f4>] (show_stack+0x20/0x24), armv7l-lockdep",
        "5.10.59, ' unwind_backtrace from show_stack+0x10/0x14', armv7l-lockdep",
        "6.12.59, pstate: 60400005 PREEMPT_RT, arm64-rt",
        "5.10.59, pstate: 60400005 PREEMPT_RT, arm64-lockdep",
        "5.10.59, pstate: 60400005 PREEMPT SMP, arm64-preempt",
    })
    void readsTheArchitectureAndTheConfigurationOffAReport(String release, String line, String config)
            throws Exception {
        TargetHint target = target(REPORT.formatted(release, line));

        Guess<String> guess = target.config(target.kernel().value());

        assertThat(guess.value()).isEqualTo(config);
        assertThat(guess.origins().get(0)).isEqualTo("line 4: " + line.strip());
    }

    @Test
    void saysIfNoLineShowsTheArchitecture() throws Exception {
        assertThat(target(REPORT.formatted("5.10.59", "")).config("5.10.223"))
                .isEqualTo(Guess.of("armv7l-lockdep", "no line shows the architecture: arm"));
    }

    private static TargetHint target(String text) throws Exception {
        return new TargetHint(
                PostedLogs.text(text),
                PostedLogs.parts(),
                new KernelConfigRepository(PostedLogs.HOME),
                Optional.empty());
    }
}
