// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A JVM to be killed by a test: it is in the middle of making an entry, and says so on its output. */
final class StoreHolder {
    private StoreHolder() {}

    public static void main(String[] arguments) throws Exception {
        Store store = Store.open(Path.of(arguments[0]), Progress.silent());
        store.<IOException>getOrBuild("thing", new CacheKey().addValue("name", "slow"), folder -> {
            Files.writeString(folder.resolve("half"), "half a fi");
            System.out.println("busy");
            Thread.sleep(Long.parseLong(arguments[1]));
            Files.writeString(folder.resolve("half"), "made by the child");
        });
        store.close();
    }
}
