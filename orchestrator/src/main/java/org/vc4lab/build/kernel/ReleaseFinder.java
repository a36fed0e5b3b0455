// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.vc4lab.build.host.BuildContext;
import org.vc4lab.build.kernel.KernelConfigRepository.KernelLockFile;
import org.vc4lab.build.kernel.KernelConfigRepository.PinnedRelease;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.SourceUnpacker.SourceTree;
import org.vc4lab.exec.FileLocks;
import org.vc4lab.exec.TempDirectory;
import org.vc4lab.exec.ValidValues;
import org.vc4lab.source.DebianArchive;
import org.vc4lab.source.Yaml;

/**
 * Finds releases: those of the lock file, and others in Debian's archive. The store keeps what a signed index of the
 * archive said about another one, in a lock file of its own.
 */
record ReleaseFinder(KernelConfigRepository configRepository, BuildContext context) {
    /**
     * A release that can be built.
     *
     * @param suite of Debian that lists it; empty if it is of the lock file
     * @param madeFor the pinned release of the same Linux version, for which candidates are made; empty if it is of the
     *     lock file, or there is none
     */
    record FoundRelease(PinnedRelease release, Optional<String> suite, Optional<PinnedRelease> madeFor) {
        static FoundRelease pinned(PinnedRelease release) {
            return new FoundRelease(release, Optional.empty(), Optional.empty());
        }

        /** Where it comes from, for a user; empty if it is of the lock file. */
        Optional<String> note() {
            return suite.map(name -> release.version() + " is not of " + KernelConfigRepository.LOCK_FILE
                    + ": Debian's signed index of " + name + " lists its tarball, SHA-256 " + release.sha256());
        }
    }

    /** A release that can be built with this configuration. */
    FoundRelease find(String version, String configName) throws IOException, InterruptedException {
        Optional<PinnedRelease> pinned = configRepository.findPinned(version);
        FoundRelease foundRelease = pinned.isPresent()
                ? FoundRelease.pinned(pinned.get())
                : findInStore(KernelVersion.of(version), version);
        configRepository.requireArchitecture(foundRelease.release(), configName);
        return foundRelease;
    }

    private FoundRelease findInStore(KernelVersion line, String version) throws IOException, InterruptedException {
        DebianArchive archive = context.unpacker().pinnedFileRepository().archive();
        CacheKey key = new CacheKey()
                .addValue("kernel", version)
                .addValue(
                        "suites",
                        String.join(" ", configRepository.readLockFile().suites()))
                .addValue("keyring", archive.keyring());
        for (TreeCompiler compiler : configRepository.treeCompilers()) {
            key.addText(compiler.crossCompile() + " " + compiler.file(), compiler.words());
        }
        Path entry = context.store()
                .<IOException>getOrBuildUnshared(
                        "release",
                        key,
                        folder -> write(
                                folder.resolve(KernelConfigRepository.LOCK_FILE), lookUp(archive, line, version)));
        KernelLockFile lockFile = Yaml.read(entry.resolve(KernelConfigRepository.LOCK_FILE), KernelLockFile.class);
        return new FoundRelease(
                lockFile.kernels().get(0), Optional.of(lockFile.suites().get(0)), findNeighbour(line));
    }

    private Optional<PinnedRelease> findNeighbour(KernelVersion line) throws IOException {
        return configRepository.releases().stream()
                .filter(release -> KernelVersion.of(release.version()).equals(line))
                .findFirst();
    }

    private void write(Path file, FoundRelease foundRelease) throws IOException, InterruptedException {
        List<String> lines =
                new ArrayList<>(List.of("suites: [" + foundRelease.suite().orElseThrow() + "]", "kernels:"));
        lines.addAll(askTree(foundRelease.release()).toYamlLines());
        Files.write(file, lines);
    }

    /** Adds what its own makefiles say about compilers. */
    @SuppressWarnings("try") // the lock is only held
    private PinnedRelease askTree(PinnedRelease release) throws IOException, InterruptedException {
        ReleaseKernelTree tree = new ReleaseKernelTree(FoundRelease.pinned(release), List.of(), context);
        List<String> prefixes = new ArrayList<>();
        try (FileLocks.Held held = context.store().lock(tree.area())) {
            SourceTree sources = tree.unpack();
            for (TreeCompiler compiler : configRepository.treeCompilers()) {
                if (compiler.isNeededBy(sources)) {
                    prefixes.add(compiler.crossCompile());
                }
            }
        }
        return prefixes.isEmpty() ? release : release.withCompilers(prefixes);
    }

    /** Empty if the archive does not have the suite, or not now: another suite may list the version. */
    private static List<PinnedRelease> list(ArchivedKernels archivedKernels, String suite, List<String> unreachable)
            throws IOException, InterruptedException {
        try {
            return archivedKernels.list(suite);
        } catch (DebianArchive.UnreachableException failed) {
            unreachable.add(suite + " (" + failed.getMessage() + ")");
            return List.of();
        }
    }

    private FoundRelease lookUp(DebianArchive archive, KernelVersion line, String version)
            throws IOException, InterruptedException {
        String problem = "no kernel " + version + " in " + configRepository.lockFile();
        List<String> suites = configRepository.readLockFile().suites();
        List<String> unreachable = new ArrayList<>();
        TreeSet<String> sameLine = new TreeSet<>(KernelUpdates.VERSION_ORDER);
        try (TempDirectory scratch = context.tempDirectory()) {
            ArchivedKernels archivedKernels = new ArchivedKernels(archive, context.progress(), scratch.path());
            for (String suite : suites) {
                for (PinnedRelease release : list(archivedKernels, suite, unreachable)) {
                    if (release.version().equals(version)) {
                        return new FoundRelease(release, Optional.of(suite), Optional.empty());
                    }
                    if (KernelVersion.of(release.version()).equals(line)) {
                        sameLine.add(release.version());
                    }
                }
            }
        } catch (IOException failed) {
            throw new IOException(problem + ", and Debian's archive cannot be asked: " + failed.getMessage(), failed);
        }
        throw new IOException(ValidValues.describe(
                problem + ", nor in the suites of Debian's archive " + suites
                        + (unreachable.isEmpty() ? "" : "; these cannot be asked: " + String.join(", ", unreachable)),
                Stream.concat(configRepository.releases().stream().map(PinnedRelease::version), sameLine.stream())
                        .distinct()
                        .toList()));
    }
}
