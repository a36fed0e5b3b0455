// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompiledSourceListTest {
    @TempDir
    Path folder;

    private Path source;
    private Path objects;
    private Path list;
    private Path lastResult;

    @BeforeEach
    void folders() throws Exception {
        folder = folder.toRealPath();
        source = Files.createDirectories(folder.resolve("source"));
        objects = folder.resolve("objects");
        list = Files.createDirectories(objects.resolve("drivers/dma")).resolve(".virt-dma.o.cmd");
        lastResult = folder.resolve("files");
    }

    /** In kbuild's format: the source, then its headers, including generated and system ones. */
    @Test
    void listsTheFilesOfTheTreeThatWereCompiled() throws Exception {
        Files.writeString(
                list,
                """
                cmd_drivers/dma/virt-dma.o := gcc -I%1$s/arch/arm/include -include %1$s/include/linux/kconfig.h

                source_drivers/dma/virt-dma.o := %1$s/drivers/dma/virt-dma.c

                deps_drivers/dma/virt-dma.o := \\
                  %1$s/include/linux/kconfig.h \\
                    $(wildcard include/config/foo.h) \\
                  include/generated/autoconf.h \\
                  /usr/lib/gcc/include/stdarg.h \\
                  %1$s/drivers/dma/virt-dma.h \\

                drivers/dma/virt-dma.o: $(deps_drivers/dma/virt-dma.o)
                """
                        .formatted(source));
        Files.writeString(objects.resolve("drivers/dma/virt-dma.o"), "  " + source + "/not/a/command.c");

        assertThat(CompiledSourceList.collect(source, objects, lastResult))
                .containsExactly("drivers/dma/virt-dma.c", "drivers/dma/virt-dma.h", "include/linux/kconfig.h");
    }

    @Test
    void rereadsListsWrittenSinceTheLastScan() throws Exception {
        compiled(list, "dma.c");
        assertThat(CompiledSourceList.collect(source, objects, lastResult)).containsExactly("dma.c");

        compiled(objects.resolve(".init.o.cmd"), "init.c");
        assertThat(CompiledSourceList.collect(source, objects, lastResult)).containsExactly("dma.c", "init.c");
        compiled(list, "dma2.c");
        assertThat(CompiledSourceList.collect(source, objects, lastResult))
                .containsExactly("dma.c", "dma2.c", "init.c");
    }

    @Test
    void reusesOlderListsOfTheLastScan() throws Exception {
        compiled(list, "dma.c");
        CompiledSourceList.collect(source, objects, lastResult);

        compiled(list, "never-read.c");
        Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
        assertThat(CompiledSourceList.collect(source, objects, lastResult)).containsExactly("dma.c");
    }

    /** After the clock was set back, new files look older than the last result. */
    @Test
    void rereadsAllIfTheClockWasAhead() throws Exception {
        compiled(list, "dma.c");
        CompiledSourceList.collect(source, objects, lastResult);
        Files.setLastModifiedTime(lastResult, FileTime.from(Instant.now().plusSeconds(60)));

        compiled(list, "dma2.c");
        assertThat(CompiledSourceList.collect(source, objects, lastResult)).containsExactly("dma2.c");
    }

    @Test
    void rereadsAllForAnotherTree() throws Exception {
        compiled(list, "dma.c");
        CompiledSourceList.collect(source, objects, lastResult);

        source = Files.createDirectories(folder.resolve("other"));
        compiled(list, "moved.c");
        Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
        assertThat(CompiledSourceList.collect(source, objects, lastResult)).containsExactly("moved.c");
    }

    /** Kbuild lists real paths, even if the store's path has links. */
    @Test
    void findsTheFilesOfATreeBehindALink() throws Exception {
        compiled(list, "dma.c");

        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
        assertThat(CompiledSourceList.collect(link.resolve("source"), link.resolve("objects"), lastResult))
                .containsExactly("dma.c");
    }

    @Test
    void aLineThatIsNoPathNamesNoFile() throws Exception {
        Files.writeString(list, "source_a.o := %1$s/a.c%nsource_b.o := %1$s/b\0.c%n".formatted(source));

        assertThat(CompiledSourceList.readInputs(objects, CompiledSourceList.EVER))
                .containsExactly(source + "/a.c");
    }

    @Test
    void theSumOfTheListsIsBounded() throws Exception {
        int mib = 15;
        for (int number = 0; number <= 512 / mib; number++) {
            try (RandomAccessFile sparse =
                    new RandomAccessFile(objects.resolve("." + number + ".cmd").toFile(), "rw")) {
                sparse.setLength((long) mib << 20);
            }
        }

        assertThatThrownBy(() -> CompiledSourceList.collect(source, objects, lastResult))
                .isInstanceOf(KernelBuildException.class)
                .hasMessageContaining("the build's .cmd files have 525 MiB, limit 512 MiB");
    }

    private void compiled(Path file, String read) throws IOException {
        Files.writeString(file, "source_%1$s.o := %2$s/%1$s%n".formatted(read, source));
    }
}
