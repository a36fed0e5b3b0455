// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompilerErrorsTest {
    @Test
    void keepsTheFirstErrorAndWhatFollows() {
        CompilerErrors errors = new CompilerErrors();
        List.of(
                        "  CC      lib/error-inject.o",
                        "  CC      drivers/gpu/drm/vc4/vc4_hdmi.o",
                        "drivers/gpu/drm/vc4/vc4_hdmi.c:12:2: error: 'x' undeclared",
                        "   12 |  x = 1;",
                        "make[1]: *** [vc4_hdmi.o] Error 1")
                .forEach(errors);
        assertThat(errors.text()).startsWith("drivers/gpu").endsWith("Error 1");
        assertThat(errors.isHostFailure()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fatal error: error writing to /tmp/ccX.s: No space left on device",
                "arm-linux-gnueabihf-gcc: fatal error: Killed signal terminated program cc1",
                "/bin/sh: 1: bc: not found",
                "cc1: out of memory allocating 65536 bytes: Cannot allocate memory",
            })
    void recognizesFailuresOfTheHost(String line) {
        CompilerErrors errors = new CompilerErrors();
        errors.accept(line);
        assertThat(errors.isHostFailure()).isTrue();
    }
}
