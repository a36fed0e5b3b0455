// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The configurations that come with the lab. */
class KernelCatalogueTest {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();

    private final KernelCatalogue catalogue = new KernelCatalogue(HOME);

    /** A checker that need not prove itself could be off, and its silence would be taken for a verdict. */
    @ParameterizedTest
    @ValueSource(strings = {"armv7l-lockdep", "arm64-lockdep", "arm64-kasan"})
    void eachCheckerHasToProveThatItIsOn(String name) throws Exception {
        KernelCatalogue.Config config = catalogue.config(name);

        assertThat(config.checks().contains("atomic-sleep"))
                .isEqualTo(config.fragments().contains("lockdep"));
        assertThat(config.checks().contains("lock-order"))
                .isEqualTo(config.fragments().contains("lockdep"));
        assertThat(config.checks().contains("use-after-free"))
                .isEqualTo(config.fragments().contains("kasan"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"armv7l-lockdep", "arm64-lockdep", "arm64-kasan"})
    void eachFragmentIsSortedAndSaysWhyItIsThere(String name) throws Exception {
        KernelCatalogue.Recipe recipe = catalogue.recipe(name);
        for (Path fragment : recipe.fragments()) {
            List<String> lines = Files.readAllLines(fragment);
            List<String> settings =
                    lines.stream().filter(line -> line.startsWith("CONFIG_")).toList();
            assertThat(settings).as(fragment.toString()).isNotEmpty().isSorted();
            assertThat(lines.get(1)).as(fragment.toString()).startsWith("# ").doesNotContain("CONFIG_");
        }
    }

    @Test
    void onlyWhatAllArchitecturesHaveIsShared() throws Exception {
        List<String> arm = catalogue.config("armv7l-lockdep").fragments();
        List<String> arm64 = catalogue.config("arm64-lockdep").fragments();

        assertThat(arm64.subList(1, arm64.size())).isEqualTo(arm.subList(1, arm.size()));
    }
}
