// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vc4lab.build.kernel.CompilerWarning;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.kernel.KernelBuild;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.patch.Patch;
import org.vc4lab.patch.Series;
import org.vc4lab.patch.SeriesReader;

/** A real kernel is built as if the makefiles of the patch before had never run. */
class PlantedObjectsIT {
    private TestLab lab;
    private SeriesReader reader;

    @BeforeEach
    void open() throws Exception {
        lab = TestLab.open();
        reader = new SeriesReader(lab.processes());
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void whatAPatchPlantsIsNotInTheNextKernel() throws Exception {
        Kernel before = build("panics");

        Kernel planted = build("plants-objects");
        assertThat(image(planted)).contains("an-object-of-patch-A");
        assertThat(planted.warnings().orElseThrow())
                .extracting(CompilerWarning::message)
                .contains("modpost: a program of patch A");

        Kernel after = build("panics");
        assertThat(after.id()).isNotEqualTo(before.id());
        assertThat(after.warnings()).isEqualTo(before.warnings());
        assertThat(image(after)).doesNotContain("an-object-of-patch-A");
        assertThat(after.image()).hasSameBinaryContentAs(before.image());
        assertThat(after.canary()).hasSameBinaryContentAs(before.canary());
    }

    private static String image(Kernel kernel) throws IOException {
        return Files.readString(kernel.image(), StandardCharsets.ISO_8859_1);
    }

    /** Builds the patches of a folder in any case: with them comes a file that no kernel in the store has. */
    private Kernel build(String patches) throws IOException, InterruptedException {
        String file = "Documentation/" + UUID.randomUUID() + ".txt";
        Patch unique = Patch.of(file, file, "--- /dev/null\n+++ b/" + file + "\n@@ -0,0 +1 @@\n+unique\n");
        KernelSpec base = new KernelSpec(
                new KernelSource.PatchedRelease(lab.ofCase().kernel()),
                lab.ofCase().config(),
                KernelResolver.baseSeries(lab.ofCase(), reader));
        KernelBuild build = lab.workshop()
                .buildKernel(base.withOnlyForeign(List.of(
                        reader.read(TestLab.MISLEADING_PATCHES.resolve(patches)), new Series(file, List.of(unique)))));
        assertThat(build).isInstanceOf(KernelBuild.BuiltKernel.class);
        return ((KernelBuild.BuiltKernel) build).kernel();
    }
}
