// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vc4lab.cli.exit.UsageException;
import picocli.CommandLine.Model.OptionSpec;

class ToolArgumentTest {
    private static final ToolArgument CASE = new ToolArgument(OptionSpec.builder("--case")
            .paramLabel("NAME|DIR")
            .type(String.class)
            .arity("1")
            .build());

    private static final AllowedFolders NONE = new AllowedFolders(List.of(), Path.of("none"));

    /** Whatever the server's working directory has; the command itself would take it for a name. */
    @Test
    void aNameOfACaseIsNoPath() {
        assertThat(Path.of("src")).isDirectory();

        assertThat(CASE.words("src", NONE)).containsExactly("--case=src");
        for (String path : List.of("./src", "src/", ".", "..")) {
            assertThatThrownBy(() -> CASE.words(path, NONE))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("no file or folder '" + path + "'");
        }
    }
}
