// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.host;

import java.io.IOException;
import java.nio.file.Path;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.SourceUnpacker;
import org.vc4lab.build.store.Store;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.TempDirectory;

/**
 * What all builders share.
 *
 * @param home the folder of the project
 * @param environment where compilers run; everything else runs on the host, with {@code runner}
 */
public record BuildContext(
        Path home,
        Store store,
        ProcessRunner runner,
        Progress progress,
        BuildEnvironment environment,
        SourceUnpacker unpacker,
        Toolchain toolchain) {

    /** A new empty directory in the store. */
    public TempDirectory tempDirectory() throws IOException {
        return new TempDirectory(store.createTempFolder());
    }
}
