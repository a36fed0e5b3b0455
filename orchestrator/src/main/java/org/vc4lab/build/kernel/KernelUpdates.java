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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vc4lab.build.kernel.KernelConfigRepository.PinnedRelease;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.source.DebianArchive;
import org.vc4lab.source.PinnedFile;

/** Finds kernels in the archive that are newer than the pinned ones. */
public record KernelUpdates(KernelConfigRepository configRepository) {
    private static final Pattern TARBALL = Pattern.compile("linux_(\\d+\\.\\d+\\.\\d+)\\.orig\\.tar\\.xz");
    private static final List<String> ARCHITECTURES = List.of("arm", "arm64");

    private static final Comparator<PinnedRelease> ORDER =
            Comparator.comparing(release -> Version.parse(release.version()));

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
        Map<String, PinnedRelease> listed = new HashMap<>();
        for (String suite : configRepository.readLockFile().suites()) {
            try (Progress.ProgressTask task = progress.start("sources of " + suite, 0)) {
                for (PinnedFile tarball : archive.listTarballs(
                        "linux", suite, scratch, (name, bytes, total) -> task.update(bytes, total))) {
                    Matcher name = TARBALL.matcher(tarball.fileName());
                    if (name.matches()) {
                        String version = name.group(1);
                        listed.put(
                                version,
                                new PinnedRelease(
                                        version, tarball.pool(), tarball.sha256(), "linux-" + version, ARCHITECTURES, Optional.empty()));
                    }
                }
            }
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
