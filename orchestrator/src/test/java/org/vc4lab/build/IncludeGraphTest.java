// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

/** {@code ci/include-graph} on the models, and on small trees that it must refuse. */
class IncludeGraphTest {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();

    @TempDir
    Path tree;

    @Test
    void theModelsHaveNoCircle() throws Exception {
        CommandResult result = graph(HOME.resolve("qemu-images/emulator"));

        assertThat(result.succeeded()).as(result::describe).isTrue();
        assertThat(result.output())
                .contains(
                        "bcm2711_mai: bcm2711_mai_recorder bcm2711_mai_stream",
                        "bcm2711_mai_stream: bcm2711_audio_sink.h bcm2711_mai_clock bcm2711_mai_fifo",
                        "bcm2711_mai_clock: -",
                        "bcm2711_mai_fifo: -",
                        "bcm2711_hdmi_link: bcm2711_hdmi_internal.h",
                        "bcm2711_hdmi_packets: -");
    }

    @Test
    void printsACircleOfIncludes() throws Exception {
        file("include/hw/audio/fifo.h", "#include \"hw/audio/stream.h\"\nvoid fifo_push(void);\n");
        file("hw/audio/fifo.c", "#include \"hw/audio/fifo.h\"\nvoid fifo_push(void)\n{\n}\n");
        file("include/hw/audio/stream.h", "void stream_start(void);\n");
        file("hw/audio/stream.c", "#include \"hw/audio/fifo.h\"\nvoid stream_start(void)\n{\n}\n");

        assertRefused("circle: fifo -> stream -> fifo");
    }

    /** The second file has no header: the first one's declares its function. */
    @Test
    void printsACircleOfADeclarationAndAnInclude() throws Exception {
        file("include/hw/audio/mai.h", "void mai_reset(void);\nvoid mai_play(void);\n");
        file("hw/audio/mai.c", "#include \"hw/audio/mai.h\"\nvoid mai_reset(void)\n{\n    mai_play();\n}\n");
        file("hw/audio/mai_play.c", "#include \"hw/audio/mai.h\"\nvoid mai_play(void)\n{\n}\n");

        assertRefused("circle: mai -> mai_play -> mai");
    }

    @Test
    void namesAFileThatIncludesAnInternalHeaderOfAnotherDevice() throws Exception {
        file("include/hw/audio/mai.h", "#define TYPE_MAI \"mai\"\n");
        file("include/hw/display/hdmi.h", "#define TYPE_HDMI \"hdmi\"\n");
        file("hw/display/hdmi_link.h", "int hdmi_link_up(void);\n");
        file("hw/display/hdmi_link.c", "#include \"hdmi_link.h\"\nint hdmi_link_up(void)\n{\n    return 1;\n}\n");
        file("hw/audio/mai.c", "#include \"hw/audio/mai.h\"\n#include \"hw/display/hdmi_link.h\"\n");

        assertRefused("hw/audio/mai.c includes hw/display/hdmi_link.h, which is internal to hdmi");
    }

    @Test
    void namesAFileThatIncludesTheStateStructOfAnotherDevice() throws Exception {
        file("include/hw/audio/mai.h", "#define TYPE_MAI \"mai\"\n");
        file("include/hw/display/hdmi.h", "struct HDMIState {\n    SysBusDevice parent_obj;\n};\n");
        file("hw/audio/mai.c", "#include \"hw/audio/mai.h\"\n#include \"hw/display/hdmi.h\"\n");

        assertRefused("hw/audio/mai.c includes hw/display/hdmi.h, which has the state struct of hdmi");
    }

    @Test
    void refusesAFolderWithoutModels() throws Exception {
        assertRefused("ci/include-graph: no models in " + tree);
    }

    private void file(String path, String text) throws IOException {
        Path file = tree.resolve(path);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text);
    }

    private static CommandResult graph(Path folder) throws IOException, InterruptedException {
        return new ProcessRunner()
                .run(Command.of(HOME.resolve("ci/include-graph").toString(), folder.toString()));
    }

    private void assertRefused(String error) throws IOException, InterruptedException {
        CommandResult result = graph(tree);

        assertThat(result.status()).as(result::describe).isEqualTo(1);
        assertThat(result.output()).contains(error);
    }
}
