// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;
import java.nio.file.Path;

/** Builds the files of an entry of the store in an empty folder. */
@FunctionalInterface
public interface EntryBuilder<E extends Exception> {
    void build(Path folder) throws IOException, InterruptedException, E;
}
