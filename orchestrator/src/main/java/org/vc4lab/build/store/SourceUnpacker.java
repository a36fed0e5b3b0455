// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.FileLocks;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.FileState;
import org.vc4lab.patch.PatchApplier;
import org.vc4lab.source.PinnedFile;
import org.vc4lab.source.PinnedFileRepository;

/** Gets pinned files, and unpacks tarballs into trees of the store. */
public record SourceUnpacker(
        Store store, PinnedFileRepository pinnedFileRepository, ProcessRunner runner, Progress progress) {
    private static final long TREE_MIB = 1500;
    private static final Duration LIMIT = Duration.ofMinutes(30);

    /** A pinned file with its hash checked. */
    @SuppressWarnings("try") // the lock is only held
    public Path fetch(PinnedFile pinnedFile) throws IOException, InterruptedException {
        try (FileLocks.Held held = store.lock(StoreLayout.SOURCE_LOCK + pinnedFile.sha256())) {
            Optional<Path> present = pinnedFileRepository.find(pinnedFile);
            return present.isPresent() ? present.get() : download(pinnedFile);
        }
    }

    private Path download(PinnedFile pinnedFile) throws IOException, InterruptedException {
        try (Progress.ProgressTask task = progress.start("download " + pinnedFile.fileName(), 0)) {
            return pinnedFileRepository.download(pinnedFile, (name, bytes, total) -> task.update(bytes, total));
        }
    }

    /**
     * The tree of a tarball, unpacked into a work area at first use. Its user holds the area's lock.
     *
     * @param area name of a work area; its content is replaced if it is of another tarball
     */
    public SourceTree unpackedTree(String area, PinnedFile tarball) throws IOException, InterruptedException {
        Path folder = store.workArea(area);
        Path stamp = folder.resolve("tarball");
        if (!Files.exists(stamp) || !Files.readString(stamp).equals(tarball.sha256())) {
            Path file = fetch(tarball);
            store.requireSpace(TREE_MIB, "the sources in " + tarball.fileName());
            Path fresh = store.createTempFolder();
            unpack(file, Files.createDirectory(fresh.resolve("source")));
            Files.writeString(fresh.resolve("tarball"), tarball.sha256());
            PathUtils.delete(folder);
            Files.createDirectories(folder.getParent());
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        }
        return new SourceTree(folder);
    }

    private void unpack(Path file, Path folder) throws IOException, InterruptedException {
        try (Progress.ProgressTask task = progress.start("unpack " + file.getFileName(), 0)) {
            task.update(0, 0);
            Command tar = Command.of(
                    "tar", "-xf", file.toString(), "-C", folder.toString(), "--strip-components=1", "--no-same-owner");
            runner.run(tar.timeout(LIMIT)).orThrow();
        }
    }

    /**
     * An unpacked source tree that is changed from one variant to the next. A file is written only if its content
     * differs, because make compares dates. The original of each file that was ever changed is kept beside the tree, so
     * that patches always start from it. An interruption at any point is harmless.
     */
    public static final class SourceTree implements PatchApplier.BaseFileSource {
        private final Path tree;
        private final Path originals;
        private final Path touchedList;

        /** @param area contains the tree as {@code source}, and the originals */
        SourceTree(Path area) {
            this.tree = area.resolve("source");
            this.originals = area.resolve("originals");
            this.touchedList = area.resolve("touched");
        }

        public Path folder() {
            return tree;
        }

        @Override
        public Optional<FileState> readOriginal(String path) throws IOException {
            if (Files.isRegularFile(originals.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
                return FileState.find(originals, path);
            }
            Optional<FileState> current = FileState.find(tree, path);
            return current.isPresent() && readTouched().contains(path) ? Optional.of(new FileState.Absent()) : current;
        }

        /** Changes the tree to the original one with these files in it. */
        public SourceChanges updateTo(Map<String, FileState> targetFiles) throws IOException {
            Set<String> previouslyTouched = readTouched();
            saveOriginals(targetFiles.keySet(), previouslyTouched);
            Set<String> paths = new LinkedHashSet<>(previouslyTouched);
            paths.addAll(targetFiles.keySet());
            FileTime newestBefore = findNewest(previouslyTouched);
            List<SourceChanges.ReplacedFile> replaced = new ArrayList<>();
            for (String path : paths) {
                FileState target =
                        targetFiles.containsKey(path) ? targetFiles.get(path) : FileState.read(originals, path);
                if (!FileState.read(tree, path).equals(target)) {
                    replaced.add(SourceChanges.ReplacedFile.of(tree, path));
                    target.writeTo(tree, path);
                }
            }
            return new SourceChanges(tree, replaced, newestBefore);
        }

        private FileTime findNewest(Set<String> paths) throws IOException {
            FileTime newest = FileTime.fromMillis(0);
            for (String path : paths) {
                Path file = tree.resolve(path);
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    FileTime written = Files.getLastModifiedTime(file);
                    newest = written.compareTo(newest) > 0 ? written : newest;
                }
            }
            return newest;
        }

        /** Saves the originals of files before they are changed for the first time. */
        private void saveOriginals(Set<String> paths, Set<String> previouslyTouched) throws IOException {
            Set<String> touched = new LinkedHashSet<>(previouslyTouched);
            for (String path : paths) {
                if (touched.add(path)) {
                    FileState.read(tree, path).writeTo(originals, path);
                }
            }
            if (touched.size() > previouslyTouched.size()) {
                AtomicFiles.write(touchedList, touched); // half a path would leave a changed file in later kernels
            }
        }

        private Set<String> readTouched() throws IOException {
            return Files.exists(touchedList) ? new LinkedHashSet<>(Files.readAllLines(touchedList)) : Set.of();
        }
    }
}
