// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vc4lab.Nightly;
import org.vc4lab.exec.CommandResult;

/**
 * Each command that the README or a page of docs/ shows prints the output below it, numbers and paths aside.
 * {@link VerifyIT} runs the first one.
 */
class ReadmeIT {
    @TempDir
    Path folder;

    static List<ReadmeBlock> blocks() throws IOException {
        return ReadmeBlock.readAll().stream()
                .filter(block -> !block.command().equals(VerifyIT.COMMAND) && !needsOtherKernel(block))
                .toList();
    }

    static List<ReadmeBlock> blocksOfOtherKernels() throws IOException {
        return ReadmeBlock.readAll().stream().filter(ReadmeIT::needsOtherKernel).toList();
    }

    /** One that the normal tier does not build. */
    private static boolean needsOtherKernel(ReadmeBlock block) {
        return block.command().contains(" --kernel ");
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void printsWhatThePageShows(ReadmeBlock block) throws Exception {
        assertPrints(block);
    }

    @Nightly
    @ParameterizedTest
    @MethodSource("blocksOfOtherKernels")
    void printsWhatThePageShowsOnOtherKernels(ReadmeBlock block) throws Exception {
        assertPrints(block);
    }

    private void assertPrints(ReadmeBlock block) throws Exception {
        Path stdout = folder.resolve("stdout");

        CommandResult commandResult = block.run(stdout);

        assertThat(ReadmeBlock.normalize(Files.readAllLines(stdout).stream()))
                .as(commandResult::describe)
                .isEqualTo(block.output());
    }
}
