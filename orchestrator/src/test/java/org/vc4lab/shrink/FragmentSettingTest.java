// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FragmentSettingTest {
    @TempDir
    Path folder;

    @Test
    void whatIsLeftOfFragmentsIsInFilesOfTheirNames() throws Exception {
        Path checks = Files.writeString(
                folder.resolve("checks.config"),
                "# Of lists.\nCONFIG_DEBUG_LIST=y\n\n# CONFIG_SLUB_DEBUG is not set\n");
        Path sizes = Files.writeString(folder.resolve("sizes.config"), "CONFIG_LOG_BUF_SHIFT=18\n");

        List<FragmentSetting> settings = FragmentSetting.readAll(List.of(checks, sizes));
        Path scratch = Files.createDirectory(folder.resolve("left"));

        assertThat(settings)
                .hasToString("[CONFIG_DEBUG_LIST=y, # CONFIG_SLUB_DEBUG is not set, CONFIG_LOG_BUF_SHIFT=18]");
        assertThat(FragmentSetting.write(settings.subList(1, 3), scratch))
                .containsExactly(scratch.resolve("checks.config"), scratch.resolve("sizes.config"));
        assertThat(scratch.resolve("checks.config")).hasContent("# CONFIG_SLUB_DEBUG is not set");
        assertThat(FragmentSetting.write(settings.subList(2, 3), scratch))
                .as("a fragment without a line is none")
                .containsExactly(scratch.resolve("sizes.config"));
        assertThat(FragmentSetting.readAll(FragmentSetting.write(settings, scratch)))
                .isEqualTo(settings);
    }
}
