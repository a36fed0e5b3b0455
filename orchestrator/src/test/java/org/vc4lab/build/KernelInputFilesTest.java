// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelInputFilesTest {
    @TempDir
    Path folder;

    /** As kbuild writes it: what was compiled, then what was read for it, generated and system headers among it. */
    @Test
    void tellsTheFilesOfTheTreeThatWereRead() throws Exception {
        Path source = folder.resolve("source");
        Path objects = Files.createDirectories(folder.resolve("objects/drivers/dma"));
        Files.writeString(
                objects.resolve(".virt-dma.o.cmd"),
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
        Files.writeString(objects.resolve("virt-dma.o"), "  " + source + "/not/a/command.c");

        assertThat(KernelInputFiles.below(source, folder.resolve("objects")))
                .containsExactly("drivers/dma/virt-dma.c", "drivers/dma/virt-dma.h", "include/linux/kconfig.h");
    }
}
