// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

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
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.source.Pinned;
import org.vc4lab.source.SourceIndex;

/** Which kernels are pinned, and which the archive has that are newer. */
public final class KernelUpdates {
    private static final Pattern TARBALL = Pattern.compile("linux_(\\d+\\.\\d+\\.\\d+)\\.orig\\.tar\\.xz");
    private static final List<String> ARCHITECTURES = List.of("arm", "arm64");

    private static final Comparator<PinnedKernel> ORDER =
            Comparator.comparing(PinnedKernel::line).thenComparingInt(PinnedKernel::point);

    private final KernelCatalogue catalogue;

    /** @param home the folder of the project */
    public KernelUpdates(Path home) {
        this.catalogue = new KernelCatalogue(home);
    }

    /**
     * What was found.
     *
     * @param newer the newest of each Linux that is pinned, and the newest of all, where they are not pinned yet
     * @param missing names of files that are listed and newer still, but not there
     */
    public record Found(List<PinnedKernel> newer, List<String> missing) {
        public Found {
            newer = List.copyOf(newer);
            missing = List.copyOf(missing);
        }
    }

    /** In the order of the lock file. */
    public List<PinnedKernel> pinned() throws IOException {
        return catalogue.releases().stream()
                .map(one -> new PinnedKernel(one.version(), one.pool(), one.sha256(), one.architectures()))
                .toList();
    }

    /** Looks into the indices of the suites of the lock file; of each file that it proposes the archive was asked. */
    public Found look(Map<String, String> environment, ProcessRunner runner, Progress progress, Path scratch)
            throws IOException, InterruptedException {
        SourceIndex index = new SourceIndex(environment, runner, scratch);
        Map<String, PinnedKernel> listed = new HashMap<>();
        for (String suite : catalogue.lock().suites()) {
            try (Progress.Task task = progress.start("sources of " + suite, 0)) {
                for (Pinned tarball : index.tarballs("linux", suite, (name, bytes, all) -> task.reached(bytes, all))) {
                    Matcher name = TARBALL.matcher(tarball.fileName());
                    if (name.matches()) {
                        String version = name.group(1);
                        listed.put(version, new PinnedKernel(version, tarball.pool(), tarball.sha256(), ARCHITECTURES));
                    }
                }
            }
        }
        return newest(List.copyOf(listed.values()), index);
    }

    private Found newest(List<PinnedKernel> listed, SourceIndex index) throws IOException, InterruptedException {
        List<PinnedKernel> pinned = pinned();
        Set<PinnedKernel> newer = new LinkedHashSet<>();
        Set<String> missing = new LinkedHashSet<>();
        for (PinnedKernel one : pinned) {
            List<PinnedKernel> ofItsLine = newerThan(one, listed)
                    .filter(other -> other.line().equals(one.line()))
                    .toList();
            first(ofItsLine, index, missing).ifPresent(newer::add);
        }
        Optional<PinnedKernel> last = pinned.stream().max(ORDER);
        List<PinnedKernel> later =
                last.isEmpty() ? listed : newerThan(last.get(), listed).toList();
        first(later, index, missing).ifPresent(newer::add);
        return new Found(List.copyOf(newer), List.copyOf(missing));
    }

    /** The newest first. */
    private static Stream<PinnedKernel> newerThan(PinnedKernel kernel, List<PinnedKernel> listed) {
        return listed.stream().filter(other -> ORDER.compare(other, kernel) > 0).sorted(ORDER.reversed());
    }

    private static Optional<PinnedKernel> first(List<PinnedKernel> kernels, SourceIndex index, Set<String> missing)
            throws IOException, InterruptedException {
        for (PinnedKernel kernel : kernels) {
            Pinned tarball = new Pinned(kernel.pool(), kernel.sha256());
            if (index.answers(tarball)) {
                return Optional.of(kernel);
            }
            missing.add(tarball.fileName());
        }
        return Optional.empty();
    }
}
