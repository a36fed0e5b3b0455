// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;

class LoadedBytesTest {
    private static final String SOURCE =
            """
            int table[] = {1, 2, 3};
            char zeros[100];
            const char text[] = "of the kernel";
            int last(int i) { return table[i] + zeros[i] + text[i] + 5; }
            void _start(void) { last(2); }
            """;

    @TempDir
    Path folder;

    private int files;

    private ElfFile compile(String source, String... options) throws IOException, InterruptedException {
        files++;
        Path input = Files.writeString(folder.resolve("source.c"), source);
        Path elf = folder.resolve("elf" + files);
        List<String> argv = new ArrayList<>(List.of("gcc", "-O1", "-nostdlib", "-static", "-Wl,--build-id=sha1"));
        argv.addAll(List.of(options));
        argv.addAll(List.of("-o", elf.toString(), input.toString()));
        new ProcessRunner().run(Command.of(argv)).orThrow();
        return ElfFile.read(elf);
    }

    private Optional<String> firstDifference(String source, String... options)
            throws IOException, InterruptedException {
        return LoadedBytes.firstDifference(compile(SOURCE, "-g0"), compile(source, options));
    }

    /** The linker makes another build id of it, which is loaded. */
    @Test
    void debugInformationIsNoDifference() throws Exception {
        ElfFile plain = compile(SOURCE, "-g0");
        ElfFile debugged = compile(SOURCE, "-g3");

        assertThat(buildId(plain)).isNotEqualTo(buildId(debugged));
        assertThat(LoadedBytes.firstDifference(plain, debugged)).isEmpty();
    }

    private static List<Byte> buildId(ElfFile file) {
        return file.sections().stream()
                .filter(section -> file.nameOf(section).equals(".note.gnu.build-id"))
                .map(file::bytesOf)
                .flatMap(bytes ->
                        java.util.stream.IntStream.range(0, bytes.limit()).mapToObj(bytes::get))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    + 5        | + 6        | other bytes from \\w+ on in section .text
                    3}         | 4}         | other bytes from \\w+ on in section .data
                    of the     | on the     | other bytes from \\w+ on in section .rodata
                    {1, 2, 3}  | {1, 2}     | another place or size in section .data
                    [100]      | [200]      | another place or size in section .bss
                    char text  | char __attribute__((section(".own"))) text | other sections
                    """)
    void otherCodeAndDataAre(String from, String to, String difference) throws Exception {
        assertThat(firstDifference(SOURCE.replace(from, to), "-g3").orElse("none"))
                .matches(difference);
    }

    /** Only whole build ids are passed over, and only if both files have one there. */
    @Test
    void bytesBesideABuildIdAreCompared() throws Exception {
        String id = "const unsigned note[] = {4, 20, 3, 0x554e47, 1, 2, 3, 4, 5, 6};\n";

        ElfFile file = compile(SOURCE + id);
        assertThat(LoadedBytes.firstDifference(file, compile(SOURCE + id.replace("5, 6", "7, 6"))))
                .isEmpty();
        assertThat(LoadedBytes.firstDifference(file, compile(SOURCE + id.replace("5, 6", "5, 7"))))
                .isNotEmpty();
        assertThat(LoadedBytes.firstDifference(file, compile(SOURCE + id.replace("4, 20", "4, 21"))))
                .isNotEmpty();
    }

    @Test
    void aDamagedFileIsNoVmlinux() throws Exception {
        compile(SOURCE);
        byte[] whole = Files.readAllBytes(folder.resolve("elf1"));
        Path half = Files.write(folder.resolve("half"), java.util.Arrays.copyOf(whole, whole.length / 2));

        assertThatThrownBy(() -> ElfFile.read(half)).hasMessageContaining("damaged vmlinux");
    }
}
