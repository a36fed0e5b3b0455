// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
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
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.source.DebianSourceIndex;
import org.vc4lab.source.PinnedFile;

/** Finds kernels in the archive that are newer than the pinned ones. */
public final class KernelUpdates {
    private static final Pattern TARBALL = Pattern.compile("linux_(\\d+\\.\\d+\\.\\d+)\\.orig\\.tar\\.xz");
    private static final List<String> ARCHITECTURES = List.of("arm", "arm64");

    private static final Comparator<PinnedKernel> ORDER =
            Comparator.comparing(PinnedKernel::majorMinor).thenComparingInt(PinnedKernel::sublevel);

    private final KernelConfigRepository configRepository;

    /** @param home the folder of the project */
    public KernelUpdates(Path home) {
        this.configRepository = new KernelConfigRepository(home);
    }

    /**
     * The result.
     *
     * @param newer the newest release of each pinned version, and the newest of all, unless they are pinned already
     * @param missing names of files that are newer still and listed, but missing in the archive
     */
    public record AvailableUpdates(List<PinnedKernel> newer, List<String> missing) {}

    /** In the order of the lock file. */
    public List<PinnedKernel> pinned() throws IOException {
        return configRepository.releases().stream()
                .map(release ->
                        new PinnedKernel(release.version(), release.pool(), release.sha256(), release.architectures()))
                .toList();
    }

    /** Reads the indices of the lock file's suites. The archive confirmed that it has each proposed file. */
    public AvailableUpdates findUpdates(
            Map<String, String> environment, ProcessRunner runner, Progress progress, Path scratch)
            throws IOException, InterruptedException {
        DebianSourceIndex index = new DebianSourceIndex(environment, runner, scratch);
        Map<String, PinnedKernel> listed = new HashMap<>();
        for (String suite : configRepository.readLockFile().suites()) {
            try (Progress.ProgressTask task = progress.start("sources of " + suite, 0)) {
                for (PinnedFile tarball :
                        index.listTarballs("linux", suite, (name, bytes, total) -> task.update(bytes, total))) {
                    Matcher name = TARBALL.matcher(tarball.fileName());
                    if (name.matches()) {
                        String version = name.group(1);
                        listed.put(version, new PinnedKernel(version, tarball.pool(), tarball.sha256(), ARCHITECTURES));
                    }
                }
            }
        }
        return selectNewest(List.copyOf(listed.values()), index);
    }

    private AvailableUpdates selectNewest(List<PinnedKernel> listed, DebianSourceIndex index)
            throws IOException, InterruptedException {
        List<PinnedKernel> pinned = pinned();
        Set<PinnedKernel> newer = new LinkedHashSet<>();
        Set<String> missing = new LinkedHashSet<>();
        for (PinnedKernel pinnedKernel : pinned) {
            List<PinnedKernel> sameLine = findNewer(pinnedKernel, listed)
                    .filter(other -> other.majorMinor().equals(pinnedKernel.majorMinor()))
                    .toList();
            firstAvailable(sameLine, index, missing).ifPresent(newer::add);
        }
        Optional<PinnedKernel> last = pinned.stream().max(ORDER);
        List<PinnedKernel> later =
                last.isEmpty() ? listed : findNewer(last.get(), listed).toList();
        firstAvailable(later, index, missing).ifPresent(newer::add);
        return new AvailableUpdates(List.copyOf(newer), List.copyOf(missing));
    }

    /** The newest first. */
    private static Stream<PinnedKernel> findNewer(PinnedKernel kernel, List<PinnedKernel> listed) {
        return listed.stream().filter(other -> ORDER.compare(other, kernel) > 0).sorted(ORDER.reversed());
    }

    private static Optional<PinnedKernel> firstAvailable(
            List<PinnedKernel> kernels, DebianSourceIndex index, Set<String> missing)
            throws IOException, InterruptedException {
        for (PinnedKernel kernel : kernels) {
            PinnedFile tarball = new PinnedFile(kernel.pool(), kernel.sha256());
            if (index.hasFile(tarball)) {
                return Optional.of(kernel);
            }
            missing.add(tarball.fileName());
        }
        return Optional.empty();
    }
}
