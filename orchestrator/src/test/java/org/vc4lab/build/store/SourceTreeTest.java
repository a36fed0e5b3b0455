// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.build.store.SourceUnpacker.SourceTree;
import org.vc4lab.exec.SmallDisk;
import org.vc4lab.patch.FileState;

class SourceTreeTest {
    private static final FileTime OLD = FileTime.fromMillis(1_000_000_000_000L);

    private final Path area;
    private final Path source;

    SourceTreeTest(@TempDir Path folder) {
        this.area = folder;
        this.source = folder.resolve("source");
    }

    @BeforeEach
    void unpack() throws IOException {
        Files.createDirectories(source.resolve("src"));
        Files.writeString(source.resolve("src/a.c"), "a\n");
        Files.writeString(source.resolve("src/b.c"), "b\n");
        Files.createSymbolicLink(source.resolve("link"), Path.of("src"));
        age();
    }

    private void age() throws IOException {
        Files.setLastModifiedTime(source.resolve("src/a.c"), OLD);
        Files.setLastModifiedTime(source.resolve("src/b.c"), OLD);
    }

    private static FileState text(String content) {
        return new FileState.Present(content, false);
    }

    /** Each time a new object, as a new process would have. */
    private SourceTree tree() {
        return new SourceTree(area);
    }

    /** Returns the paths that were written or deleted. */
    private List<String> updateTo(Map<String, FileState> files) throws IOException {
        SourceChanges changes = tree().updateTo(files);
        return changes.files().stream().map(SourceChanges.ReplacedFile::path).toList();
    }

    /** A patch of other people may name it; that is its fault, not an error of the lab. */
    @Test
    void aFolderIsNoOriginalEvenIfOneOfItsFilesWasChanged() throws IOException {
        tree().updateTo(Map.of("src/a.c", text("changed\n")));

        assertThat(tree().readOriginal("src")).isEmpty();
        assertThat(tree().readOriginal("src/a.c")).contains(text("a\n"));
    }

    @Test
    void writesOnlyFilesThatDiffer() throws IOException {
        assertThat(updateTo(Map.of("src/a.c", text("changed\n"), "src/b.c", text("b\n"))))
                .containsExactly("src/a.c");
        assertThat(Files.getLastModifiedTime(source.resolve("src/b.c"))).isEqualTo(OLD);
        age();
        assertThat(updateTo(Map.of("src/a.c", text("changed\n")))).isEmpty();
        assertThat(Files.getLastModifiedTime(source.resolve("src/a.c"))).isEqualTo(OLD);
    }

    /** If only the content were as before, make would compile all that includes the file again. */
    @Test
    void anUndoneChangeIsNoneForMake() throws IOException {
        tree().updateTo(Map.of("src/b.c", text("trusted\n")));
        age();
        SourceChanges foreign = tree().updateTo(Map.of("src/a.c", text("changed\n"), "src/new.h", text("new\n")));
        assertThat(source.resolve("src/b.c")).hasContent("b");

        foreign.undo();

        assertThat(source.resolve("src/a.c")).hasContent("a");
        assertThat(source.resolve("src/b.c")).hasContent("trusted");
        assertThat(source.resolve("src/new.h")).doesNotExist();
        assertThat(List.of("src/a.c", "src/b.c"))
                .allSatisfy(path -> assertThat(Files.getLastModifiedTime(source.resolve(path)))
                        .isEqualTo(OLD));
        assertThat(updateTo(Map.of())).containsExactly("src/b.c");
    }

    @Test
    void changesFromOneVariantToAnother() throws IOException {
        tree().updateTo(Map.of("src/a.c", text("1\n"), "src/new.h", text("new\n")));
        assertThat(updateTo(Map.of("src/b.c", text("2\n"))))
                .containsExactlyInAnyOrder("src/a.c", "src/new.h", "src/b.c");
        assertThat(source.resolve("src/a.c")).hasContent("a\n");
        assertThat(source.resolve("src/new.h")).doesNotExist();
        tree().updateTo(Map.of());
        assertThat(source.resolve("src/b.c")).hasContent("b\n");
    }

    @Test
    void keepsTheOriginalsOfChangedFiles() throws IOException {
        tree().updateTo(Map.of("src/a.c", text("1\n"), "src/new.h", text("new\n"), "src/b.c", new FileState.Absent()));
        assertThat(tree().readOriginal("src/a.c")).contains(text("a\n"));
        assertThat(tree().readOriginal("src/b.c")).contains(text("b\n"));
        assertThat(tree().readOriginal("src/new.h")).contains(new FileState.Absent());
    }

    @Test
    void namesFilesThatAPatchMustNotTouch() throws IOException {
        assertThat(tree().readOriginal("link/a.c")).isEqualTo(Optional.empty());
        assertThat(tree().readOriginal("link")).isEmpty();
        assertThat(tree().readOriginal("src")).isEmpty();
        assertThat(tree().readOriginal("src/a.c/x")).isEmpty();
        assertThat(tree().readOriginal("fresh/folder/x")).contains(new FileState.Absent());
    }

    @Test
    void keepsTheExecutableBit() throws IOException {
        tree().updateTo(Map.of("src/a.c", new FileState.Present("a\n", true)));
        assertThat(source.resolve("src/a.c")).isExecutable();
        tree().updateTo(Map.of());
        assertThat(Files.isExecutable(source.resolve("src/a.c"))).isFalse();
    }

    /** The list of changed files is longer than a page, so that a part of it fits. */
    @Test
    void aFullDiskLosesNoChangedFile(@TempDir Path mountPoint) throws Exception {
        Map<String, FileState> files = new TreeMap<>();
        for (int number = 10; number < 35; number++) {
            files.put("src/" + "x".repeat(200) + number, text("new\n"));
        }
        try (SmallDisk disk = SmallDisk.orSkip(mountPoint)) {
            disk.fillAtEachWrite(
                    folder -> {
                        Files.createDirectories(folder.resolve("source"));
                        new SourceTree(folder).updateTo(files);
                    },
                    folder -> {
                        Files.createDirectories(folder.resolve("source"));
                        new SourceTree(folder).updateTo(files);
                        new SourceTree(folder).updateTo(Map.of());
                        assertThat(folder.resolve("source/src")).isEmptyDirectory();
                    });
        }
    }
}
