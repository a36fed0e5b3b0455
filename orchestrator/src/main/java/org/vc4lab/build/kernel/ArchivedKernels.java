// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vc4lab.build.kernel.KernelConfigRepository.PinnedRelease;
import org.vc4lab.build.store.Progress;
import org.vc4lab.source.DebianArchive;
import org.vc4lab.source.PinnedFile;

/**
 * The kernels that Debian's signed indices list.
 *
 * @param scratch a folder for downloads, which its owner deletes
 */
record ArchivedKernels(DebianArchive archive, Progress progress, Path scratch) {
    private static final Pattern TARBALL = Pattern.compile("linux_(\\d+\\.\\d+\\.\\d+)\\.orig\\.tar\\.xz");
    private static final List<String> ARCHITECTURES = List.of("arm", "arm64");

    /** Those of a suite, in the order of its index. */
    List<PinnedRelease> list(String suite) throws IOException, InterruptedException {
        try (Progress.ProgressTask task = progress.start("sources of " + suite, 0)) {
            return archive
                    .listTarballs("linux", suite, scratch, (name, bytes, total) -> task.update(bytes, total))
                    .stream()
                    .flatMap(tarball -> toRelease(tarball).stream())
                    .toList();
        }
    }

    private static Optional<PinnedRelease> toRelease(PinnedFile tarball) {
        Matcher name = TARBALL.matcher(tarball.fileName());
        if (!name.matches()) {
            return Optional.empty();
        }
        String version = name.group(1);
        return Optional.of(new PinnedRelease(
                version, tarball.pool(), tarball.sha256(), "linux-" + version, ARCHITECTURES, Optional.empty()));
    }
}
