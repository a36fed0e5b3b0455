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
import org.vc4lab.lab.model.Case;
import org.vc4lab.patch.SeriesReader;

/** Posted texts for tests, and what is read off them. */
final class PostedLogs {
    static final String OOPS =
            """
            [   37.929903] Unable to handle kernel NULL pointer dereference at virtual address 0000000000000348
            [   37.988234] Internal error: Oops: 96000004 [#1] PREEMPT SMP
            [   38.073649] CPU: 1 PID: 1572 Comm: pulseaudio Not tainted 5.15.0-rc1 #1
            [   38.082913] Hardware name: Raspberry Pi 4 Model B (DT)
            [   38.088119] pstate: 60400005 (nZCv daif +PAN -UAO -TCO -DIT -SSBS BTYPE=--)
            [   38.095178] pc : vc4_hdmi_audio_prepare+0x3c0/0xba4 [vc4]
            [   38.181899] Call trace:
            [   38.184371]  vc4_hdmi_audio_prepare+0x3c0/0xba4 [vc4]
            [   38.189511]  hdmi_codec_prepare+0xe8/0x1b0 [snd_soc_hdmi_codec]
            [   38.201476]  soc_pcm_prepare+0x5c/0x130 [snd_soc_core]
            [   38.221620]  __arm64_sys_ioctl+0xb4/0x100
            [   38.255098] ---[ end trace 925d8184702abf4d ]---
            """;

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

    /** Has the new cases of a test, with a schema beside them. */
    static DraftFolder cases(Path folder) throws Exception {
        Path cases = Files.createDirectories(folder.resolve("cases"));
        return new DraftFolder(repository(cases), Files.writeString(cases.resolve("case.schema.json"), "{}"));
    }

    static CaseDraft draft(Path folder, String text) throws Exception {
        return draft(Files.writeString(folder.resolve("posted.txt"), text));
    }

    /** The case of a text, as it is read back from its folder. */
    static Case writeAndRead(Path folder, String text) throws Exception {
        cases(folder).write(draft(folder, text), "posted.txt");
        return repository(folder.resolve("cases")).read("drafted");
    }
}
