// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.exec.ProcessRunner;

/** Even if a link gets into a tree, nothing is written or deleted through it. */
class ScratchTreeTest {
    private static final FileState TEXT = new FileState.Present("text\n", false);

    private final Path outside;
    private final Path scratch;

    ScratchTreeTest(@TempDir Path folder) {
        this.outside = folder.resolve("outside");
        this.scratch = folder.resolve("scratch");
    }

    @BeforeEach
    void createFileOutside() throws IOException {
        Files.createDirectory(scratch);
        Files.writeString(Files.createDirectory(outside).resolve("a.c"), "precious\n");
    }

    private Path linkIn(Path tree) throws IOException {
        return Files.createSymbolicLink(
                Files.createDirectories(tree.resolve("src")).resolve("link"), outside);
    }

    @Test
    void nothingIsStagedThroughALink() throws Exception {
        ScratchTree tree = new ScratchTree(path -> Optional.of(new FileState.Absent()), scratch, new ProcessRunner());
        linkIn(scratch.resolve("tree"));
        Patch patch = Diffs.patch("p", Diffs.ONE_TO_TWO.replace("src/a.c", "src/link/a.c"));

        assertThat(tree.stage(patch)).contains("no plain file of the tree: src/link/a.c");

        assertThat(outside.resolve("a.c")).hasContent("precious\n");
    }

    @Test
    void noStateIsReadOrWrittenThroughALink() throws Exception {
        Path link = linkIn(scratch);

        assertThat(FileState.find(scratch, "src/link/a.c")).isEmpty();
        assertThat(FileState.find(scratch, "src/link")).isEmpty();
        assertThatThrownBy(() -> TEXT.writeTo(scratch, "src/link/sub/b.c")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new FileState.Absent().writeTo(scratch, "src/link"))
                .isInstanceOf(IOException.class);

        assertThat(outside).isDirectoryContaining("glob:**/a.c").isDirectoryNotContaining("glob:**/sub");
        assertThat(link).isSymbolicLink();
    }

    @Test
    void whatIsNoPlainFileAfterAPatchIsRefused() throws Exception {
        ScratchTree tree = new ScratchTree(path -> Optional.of(TEXT), scratch, new ProcessRunner());
        assertThat(tree.stage(Diffs.patch("p", Diffs.ONE_TO_TWO))).isEmpty();
        assertThat(tree.findUnexpectedFile()).isEmpty();
        Path file = scratch.resolve("tree/src/a.c");

        Files.delete(file);
        Files.createSymbolicLink(file, outside.resolve("a.c"));
        assertThat(tree.findUnexpectedFile()).contains("it leaves no plain file at src/a.c");

        Files.delete(file);
        Files.createDirectory(file); // as git does for a submodule
        assertThat(tree.findUnexpectedFile()).contains("it leaves no plain file at src/a.c");

        Files.delete(file);
        Files.delete(file.getParent());
        Files.writeString(file.getParent(), "a file in place of the folder\n");
        assertThat(tree.findUnexpectedFile()).contains("it leaves no plain file at src/a.c");
    }

    @Test
    void gitCreatesNoLinks() throws Exception {
        ScratchTree tree = new ScratchTree(path -> Optional.of(new FileState.Absent()), scratch, new ProcessRunner());

        assertThat(tree.apply(Diffs.patch("p", Diffs.LINK)).succeeded()).isTrue();

        assertThat(scratch.resolve("tree/link")).isRegularFile().hasContent("/etc");
        assertThat(Files.isSymbolicLink(scratch.resolve("tree/link"))).isFalse();
    }
}
