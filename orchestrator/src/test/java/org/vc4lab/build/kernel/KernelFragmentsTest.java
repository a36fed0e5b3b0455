// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelFragmentsTest {
    private final Path folder;
    private final Path fragment;

    KernelFragmentsTest(@TempDir Path folder) {
        this.folder = folder;
        this.fragment = folder.resolve("lockdep.config");
    }

    private List<String> refused(String fragmentText, String config) throws IOException {
        Files.writeString(fragment, fragmentText);
        Path finalConfig = Files.writeString(folder.resolve(".config"), config);
        return KernelFragments.read(List.of(fragment)).findRefused(finalConfig);
    }

    @Test
    void settingsThatTookAreNotListed() throws IOException {
        assertThat(refused(
                        "# why\nCONFIG_A=y\nCONFIG_S=\"a b\"\n# CONFIG_B is not set\nCONFIG_C=n\n",
                        "CONFIG_A=y\nCONFIG_S=\"a b\"\n# CONFIG_B is not set\n"))
                .isEmpty();
    }

    @Test
    void settingsThatDidNotTakeAreListedWithTheActualValue() throws IOException {
        assertThat(refused(
                        "CONFIG_GONE=y\n\nCONFIG_OFF=y\nCONFIG_N=4\n# CONFIG_ON is not set\n",
                        "# CONFIG_OFF is not set\nCONFIG_N=8\nCONFIG_ON=y\n"))
                .containsExactly(
                        fragment + ":1: CONFIG_GONE=y did not take: the final .config has nothing for it"
                                + " (no such symbol, or what it depends on is off)",
                        fragment + ":3: CONFIG_OFF=y did not take: the final .config has # CONFIG_OFF is not set",
                        fragment + ":4: CONFIG_N=4 did not take: the final .config has CONFIG_N=8",
                        fragment + ":5: # CONFIG_ON is not set did not take: the final .config has CONFIG_ON=y");
    }

    @Test
    void aLineThatIsNoSettingIsAnError() {
        assertThatThrownBy(() -> refused("CONFIG A=y\n", "")).hasMessageStartingWith(fragment + ":1: ");
    }
}
