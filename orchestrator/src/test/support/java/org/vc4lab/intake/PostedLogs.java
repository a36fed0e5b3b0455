// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.patch.SeriesReader;

/** Posted texts for tests, and what is read off them. */
final class PostedLogs {
    static final Path HOME = Path.of(System.getProperty("vc4lab.home", ".."));

    private PostedLogs() {}

    /** The mail of October 2020: prose around its two traces. */
    static String mail() {
        return """
                Context expectations in ALSA

                We currently have an issue reported by lockdep on the RaspberryPi and
                its HDMI audio output where, at startup, we end up scheduling in atomic
                context. This is the entire stack trace:

                """
                + seed("seed-w1.log")
                + """

                However setting that flag results in another lockdep issue. This is the
                stacktrace this time:

                """
                + seed("seed-w2.log")
                + """

                So, I'm not really sure what I'm supposed to do here.
                """;
    }

    static String seed(String name) {
        try (InputStream stream =
                Objects.requireNonNull(PostedLogs.class.getResourceAsStream("/kernellog/" + name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static PostedText text(String text) throws IOException {
        return PostedText.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    static MachineParts parts() throws IOException {
        return MachineParts.read(HOME);
    }

    static CaseDraft draft(Path file) throws Exception {
        return drafter(HOME.resolve("patches"), note -> {}).draft(file, Optional.of("drafted"));
    }

    static CaseDrafter drafter(Path knownCases, Consumer<String> onNote) throws Exception {
        return new CaseDrafter(HOME, repository(knownCases), new SeriesReader(new ProcessRunner()), onNote);
    }

    static CaseRepository repository(Path folder) throws Exception {
        return new CaseRepository(folder, Faults.read(HOME));
    }

    static CaseDraft draft(Path folder, String text) throws Exception {
        return draft(Files.writeString(folder.resolve("posted.txt"), text));
    }
}
