// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.vc4lab.exec.Folders;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.Applied;
import org.vc4lab.patch.Applier;
import org.vc4lab.patch.FileState;
import org.vc4lab.patch.Fit;
import org.vc4lab.patch.Fitting;
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
     * @throws NotBuiltException where one does not apply
     */
    Map<String, FileState> apply(Applier.Origin origin, List<Series> patches)
            throws IOException, InterruptedException, NotBuiltException {
        Path scratch = store.temporary();
        try {
            Applied applied = new Applier(runner).apply(origin, patches, scratch);
            if (applied instanceof Applied.Failed failed) {
                throw new NotBuiltException(new KernelBuild.PatchFailed(failed.reason(), failed.patch()));
            }
            return ((Applied.Whole) applied).files();
        } finally {
            Folders.delete(scratch);
        }
    }

    /** How the patches of a series fit onto what is below it. */
    List<Fit> fit(Applier.Origin origin, List<Series> below, Series series) throws IOException, InterruptedException {
        Path scratch = store.temporary();
        try {
            return new Fitting(runner).fit(origin, below, series, scratch);
        } finally {
            Folders.delete(scratch);
        }
    }
}
