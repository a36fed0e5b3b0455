// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.lab.KernelResolver;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.CaseFolder;
import org.vc4lab.patch.Series;
import org.vc4lab.patch.SeriesReader;
import org.vc4lab.source.Yaml;
import org.vc4lab.source.Yaml.YamlException;

/**
 * A case is not trusted: what it adds to the configuration of a kernel comes out of its folder, and reads nothing else.
 */
final class FragmentFilesTest {
    private static final String LINES =
            """
            # files for debugging

            CONFIG_DEBUG_FS=y
            CONFIG_LOG_BUF_SHIFT=18
            CONFIG_PAGE_OFFSET=0xC0000000
            # CONFIG_SMP is not set
            CONFIG_MODULES=n
            """;

    @TempDir
    Path folder;

    @Test
    void areLaidOverTheConfigurationOfEachKernel() throws Exception {
        Files.writeString(folder.resolve("debugfs.config"), LINES);
        Case squeak = read("debugfs.config").withConfig("armv7l-lockdep");
        Path file = folder.toAbsolutePath().resolve("debugfs.config");

        assertThat(squeak.target().fragments()).containsExactly(file);
        assertThat(squeak.withKernel("5.10.46").target().fragments()).containsExactly(file);
        KernelSpec kernel = KernelResolver.forCase(new SeriesReader(new ProcessRunner()))
                .resolve(squeak, squeak.candidate("pristine"));
        assertThat(kernel.fragments()).containsExactly(file);
        assertThat(KernelResolver.withPatches(kernel, new Series("fix", List.of()), true)
                        .fragments())
                .containsExactly(file);
        assertThat(kernel.source()).isEqualTo(new KernelSource.PatchedRelease("5.10.223"));
    }

    @ParameterizedTest
    @CsvSource({
        "../debugfs.config, is no name of a fragment",
        "/etc/debugfs.config, is no name of a fragment",
        "debugfs, is no name of a fragment",
        "missing.config, there is no plain file",
        "link.config, there is no plain file",
        "folder.config, there is no plain file"
    })
    void comeOutOfTheFolderOnly(String name, String problem) throws Exception {
        Files.createSymbolicLink(folder.resolve("link.config"), Files.createFile(folder.resolve("plain.config")));
        Files.createDirectory(folder.resolve("folder.config"));
        assertThatThrownBy(() -> read(name))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("5:13: fragments.[0]: ")
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONFIG_INITRAMFS_SOURCE=\"/etc/shadow\"",
                "CONFIG_SYSTEM_TRUSTED_KEYS=/etc/shadow",
                "CONFIG_X=m",
                "CONFIG_X=y; true",
                "source \"Kconfig\"",
                "CONFIG_X=$(shell,true)"
            })
    void setNoTexts(String line) throws Exception {
        Files.writeString(folder.resolve("debugfs.config"), LINES + line + "\n");
        assertThatThrownBy(() -> read("debugfs.config"))
                .hasMessageContaining("debugfs.config:8: only y, n and numbers can be set, not: " + line);
    }

    @Test
    void areUtf8() throws Exception {
        Path file = Files.writeString(folder.resolve("debugfs.config"), "# \u00fcber\n" + LINES);
        read("debugfs.config");
        Files.write(file, new byte[] {'#', (byte) 0xfc, '\n'});
        assertThatThrownBy(() -> read("debugfs.config"))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("5:13: fragments.[0]: ")
                .hasMessageEndingWith("debugfs.config: is not UTF-8 text");
    }

    @Test
    void areBounded() throws Exception {
        Files.writeString(folder.resolve("debugfs.config"), "#".repeat(65 << 10));
        assertThatThrownBy(() -> read("debugfs.config")).hasMessageContaining("more than the limit of 64 KiB");
    }

    private Case read(String fragment) throws IOException {
        TestCase.makeFolders(folder);
        String yaml = TestCase.SILENT
                .replace("base: base", "fragments: [" + fragment + "]\nunpatched: pristine")
                .replace("name: base", "name: pristine");
        Path file = folder.resolve("case.yaml");
        return CaseFile.read(new Yaml(file, yaml), CaseFolder.own(folder), new Faults(List.of()));
    }
}
