// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.build.store.Store;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.ApplyResult;
import org.vc4lab.patch.FileState;
import org.vc4lab.patch.Fitting;
import org.vc4lab.patch.PatchApplier;
import org.vc4lab.patch.PatchResult;
import org.vc4lab.patch.Series;

/** Applies patches in a temporary folder of the store. */
final class PatchDesk {
    private final Store store;
    private final ProcessRunner runner;

    PatchDesk(Store store, ProcessRunner runner) {
        this.store = store;
        this.runner = runner;
    }

    /**
     * What the touched files are behind all patches.
     *
     * @throws KernelBuildException where one does not apply
     */
    Map<String, FileState> apply(PatchApplier.BaseFileSource baseFileSource, List<Series> patches)
            throws IOException, InterruptedException, KernelBuildException {
        Path scratch = store.createTempFolder();
        try {
            ApplyResult applyResult = new PatchApplier(runner).apply(baseFileSource, patches, scratch);
            if (applyResult instanceof ApplyResult.Failure failure) {
                throw new KernelBuildException(new KernelBuild.PatchFailed(failure.reason(), failure.patch()));
            }
            return ((ApplyResult.Success) applyResult).files();
        } finally {
            PathUtils.delete(scratch);
        }
    }

    /** How the patches of a series fit onto what is below it. */
    List<PatchResult> checkPatches(PatchApplier.BaseFileSource baseFileSource, List<Series> below, Series series)
            throws IOException, InterruptedException {
        Path scratch = store.createTempFolder();
        try {
            return new Fitting(runner).applyAndExplain(baseFileSource, below, series, scratch);
        } finally {
            PathUtils.delete(scratch);
        }
    }
}
