// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompilerOutputTest {
    private static final Path SOURCES = Path.of("/store/source");

    private final Path objects;

    CompilerOutputTest(@TempDir Path objects) {
        this.objects = objects;
    }

    /** Feeds the output of one make. */
    private List<CompilerWarning> make(String... lines) throws IOException {
        CompilerOutput output = CompilerOutput.of(objects, SOURCES);
        List.of(lines).forEach(output);
        output.saveWarnings();
        return CompilerOutput.readWarnings(CompilerOutput.warningsFile(objects));
    }

    @Test
    void namesTheStepThePlaceAndTheMessage() throws IOException {
        assertThat(make(
                        "  CC      drivers/a.o",
                        "/store/source/drivers/a.c: In function 'f':",
                        "/store/source/drivers/a.c:3:5: warning: unused variable 'x' [-Wunused-variable]",
                        "    3 | int x;",
                        "  CC [M]  drivers/b.o",
                        "In file included from /store/source/drivers/b.c:1:",
                        "/store/source/include/h.h:9:1: warning: odd",
                        "  DTC     arch/arm/boot/dts/x.dtb",
                        "/store/source/x.dts:12.3-15: Warning (unit_address): no reg",
                        "  MODPOST vmlinux.symvers",
                        "WARNING: modpost: vmlinux.o(.text): Section mismatch",
                        "warning: this is prose",
                        "/store/source/drivers/b.c:9:1: error: no warning"))
                .containsExactlyInAnyOrder(
                        new CompilerWarning(
                                "CC drivers/a.o", "drivers/a.c:3:5", "unused variable 'x' [-Wunused-variable]"),
                        new CompilerWarning("CC [M] drivers/b.o", "include/h.h:9:1", "odd"),
                        new CompilerWarning("DTC arch/arm/boot/dts/x.dtb", "x.dts:12.3-15", "(unit_address): no reg"),
                        new CompilerWarning(
                                "MODPOST vmlinux.symvers", "", "modpost: vmlinux.o(.text): Section mismatch"));
    }

    @Test
    void warningsWithoutEndAreLeftOut() throws IOException {
        String[] lines = IntStream.range(0, 400)
                .mapToObj(number -> "a.c:" + number + ": warning: " + "x".repeat(60_000))
                .toArray(String[]::new);

        assertThat(make(lines))
                .hasSizeBetween(250, 300)
                .last()
                .extracting(CompilerWarning::message)
                .isEqualTo("further ones are left out: limit 16 MiB");
    }

    @Test
    void aFileThatIsNotRecompiledKeepsItsWarnings() throws IOException {
        make("  CC      a.o", "a.c:1:1: warning: one", "  CC      b.o", "b.c:1:1: warning: two");
        assertThat(make("  CC      b.o", "b.c:2:1: warning: three"))
                .extracting(CompilerWarning::message)
                .containsExactly("one", "three");
        assertThat(make("  CC      a.o")).extracting(CompilerWarning::message).containsExactly("three");
    }

    @Test
    void aWarningThatOnlyMovedIsTheSame() {
        CompilerWarning warning = new CompilerWarning("CC a.o", "a.c:3:5", "unused");
        assertThat(warning.isSameAs(new CompilerWarning("CC a.o", "a.c:9:5", "unused")))
                .isTrue();
        assertThat(warning.isSameAs(new CompilerWarning("CC a.o", "a.h:3:5", "unused")))
                .isFalse();
        assertThat(warning.isSameAs(new CompilerWarning("CC b.o", "a.c:3:5", "unused")))
                .isFalse();
        assertThat(warning.isSameAs(new CompilerWarning("CC a.o", "a.c:3:5", "other")))
                .isFalse();
    }

    @Test
    void keepsTheFirstErrorAndWhatFollows() throws IOException {
        CompilerOutput output = CompilerOutput.of(objects, SOURCES);
        List.of(
                        "  CC      lib/error-inject.o",
                        "  CC      drivers/gpu/drm/vc4/vc4_hdmi.o",
                        "drivers/gpu/drm/vc4/vc4_hdmi.c:12:2: error: 'x' undeclared",
                        "   12 |  x = 1;",
                        "make[1]: *** [vc4_hdmi.o] Error 1")
                .forEach(output);
        assertThat(output.errors()).startsWith("drivers/gpu").endsWith("Error 1");
        assertThat(output.isHostSuspected()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fatal error: error writing to /tmp/ccX.s: No space left on device",
                "arm-linux-gnueabihf-gcc: fatal error: Killed signal terminated program cc1",
                "cc1: out of memory allocating 65536 bytes: Cannot allocate memory",
            })
    void recognizesWhatMayBeAFailureOfTheHost(String line) throws IOException {
        CompilerOutput output = CompilerOutput.of(objects, SOURCES);
        output.accept(line);
        assertThat(output.isHostSuspected()).isTrue();
    }
}
