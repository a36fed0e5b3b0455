// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.vc4lab.build.kernel.KernelConfigRepository.PinnedRelease;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.source.DebianArchive;

/** Finds kernels in the archive that are newer than the pinned ones. */
public record KernelUpdates(KernelConfigRepository configRepository) {
    /** Versions of kernels, the oldest first. */
    public static final Comparator<String> VERSION_ORDER = Comparator.comparing(Version::parse);

    private static final Comparator<PinnedRelease> ORDER = Comparator.comparing(PinnedRelease::version, VERSION_ORDER);

    /**
     * The result.
     *
     * @param newer the newest release of each pinned version, and the newest of all, unless they are pinned already
     * @param missing names of files that are newer still and listed, but missing in the archive
     */
    public record AvailableUpdates(List<PinnedRelease> newer, List<String> missing) {}

    /** Reads the indices of the lock file's suites. The archive confirmed that it has each proposed file. */
    public AvailableUpdates findUpdates(
            Map<String, String> environment, ProcessRunner runner, Progress progress, Path scratch)
            throws IOException, InterruptedException {
        DebianArchive archive = new DebianArchive(environment, runner);
        ArchivedKernels archivedKernels = new ArchivedKernels(archive, progress, scratch);
        Map<String, PinnedRelease> listed = new HashMap<>();
        for (String suite : configRepository.readLockFile().suites()) {
            archivedKernels.list(suite).forEach(release -> listed.put(release.version(), release));
        }
        return selectNewest(List.copyOf(listed.values()), archive);
    }

    private AvailableUpdates selectNewest(List<PinnedRelease> listed, DebianArchive archive)
            throws IOException, InterruptedException {
        List<PinnedRelease> pinned = configRepository.releases();
        Set<PinnedRelease> newer = new LinkedHashSet<>();
        Set<String> missing = new LinkedHashSet<>();
        for (PinnedRelease release : pinned) {
            List<PinnedRelease> sameLine = findNewer(release, listed)
                    .filter(other -> lineOf(other).equals(lineOf(release)))
                    .toList();
            firstAvailable(sameLine, archive, missing).ifPresent(newer::add);
        }
        Optional<PinnedRelease> last = pinned.stream().max(ORDER);
        List<PinnedRelease> later =
                last.isEmpty() ? listed : findNewer(last.get(), listed).toList();
        firstAvailable(later, archive, missing).ifPresent(newer::add);
        return new AvailableUpdates(List.copyOf(newer), List.copyOf(missing));
    }

    private static KernelVersion lineOf(PinnedRelease release) {
        return KernelVersion.of(release.version());
    }

    /** The newest first. */
    private static Stream<PinnedRelease> findNewer(PinnedRelease kernel, List<PinnedRelease> listed) {
        return listed.stream().filter(other -> ORDER.compare(other, kernel) > 0).sorted(ORDER.reversed());
    }

    private static Optional<PinnedRelease> firstAvailable(
            List<PinnedRelease> kernels, DebianArchive archive, Set<String> missing)
            throws IOException, InterruptedException {
        for (PinnedRelease kernel : kernels) {
            if (archive.hasFile(kernel.tarball())) {
                return Optional.of(kernel);
            }
            missing.add(kernel.tarball().fileName());
        }
        return Optional.empty();
    }
}
