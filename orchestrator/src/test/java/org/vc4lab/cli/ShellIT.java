// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

/** A person at a terminal. */
class ShellIT {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();
    /** All may have to be built first. */
    private static final Duration BUILD_TIMEOUT = Duration.ofMinutes(20);

    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(5);
    private static final char LEAVE = 0x1d;

    @TempDir
    Path folder;

    /** script(1) makes the terminal; what it was like comes back when the session is over. */
    @Test
    void aUserTypesInTheGuestAndLeaves() throws Exception {
        Path typescript = folder.resolve("typescript");
        Process terminal = new ProcessBuilder(
                        "script", "-qfec", "./vc4lab shell; echo \"left with $?\"; stty", typescript.toString())
                .directory(HOME.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (OutputStream keyboard = terminal.getOutputStream()) {
            waitFor(typescript, "/root # ", BUILD_TIMEOUT);
            type(keyboard, "echo answer=$((6 * 7)); cat /proc/asound/card0/id\r");
            waitFor(typescript, "answer=42", ANSWER_TIMEOUT);
            waitFor(typescript, "vc4hdmi0", ANSWER_TIMEOUT);
            type(keyboard, String.valueOf(LEAVE));
            waitFor(typescript, "left with 0", ANSWER_TIMEOUT);
        }
        assertThat(terminal.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(typescript, StandardCharsets.ISO_8859_1).split("left with 0", 2)[1])
                .doesNotContain("-echo ")
                .doesNotContain("raw");
    }

    @Test
    void aScreenshotHasTheSizeOfTheVideoMode() throws Exception {
        Path png = folder.resolve("shot.png");

        CommandResult commandResult = new ProcessRunner()
                .run(Command.of("./vc4lab", "screenshot", png.toString())
                        .workingDirectory(HOME)
                        .timeout(BUILD_TIMEOUT));

        assertThat(commandResult.status()).as(commandResult::describe).isZero();
        assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(1280);
        assertThat(ImageIO.read(png.toFile()).getHeight()).isEqualTo(720);
    }

    private static void type(OutputStream keyboard, String text) throws Exception {
        keyboard.write(text.getBytes(StandardCharsets.US_ASCII));
        keyboard.flush();
    }

    private static void waitFor(Path typescript, String text, Duration timeout) {
        await(text)
                .atMost(timeout)
                .until(() -> Files.exists(typescript)
                        && Files.readString(typescript, StandardCharsets.ISO_8859_1)
                                .contains(text));
    }
}
