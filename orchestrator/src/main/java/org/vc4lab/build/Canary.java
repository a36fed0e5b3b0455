// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vc4lab.exec.Folders;
import org.vc4lab.patch.FileState;
import org.vc4lab.source.Sha256;

/** The module that breaks the rules on purpose. It is built anew only where a patch changes more than C files. */
final class Canary {
    private static final String MODULE = "canary.ko";

    private final Store store;
    private final Path source;

    Canary(Store store, Path source) {
        this.store = store;
        this.source = source;
    }

    Key addTo(Key key) throws IOException {
        return key.files("canary", source);
    }

    /** @param contents of the files in which kernels of this key differ */
    Key key(Key kernel, Map<String, String> contents) {
        StringBuilder seen = new StringBuilder();
        new TreeMap<>(contents).forEach((path, content) -> {
            if (matters(path)) {
                seen.append(path).append('\0').append(content).append('\0');
            }
        });
        return kernel.plain("headers", Sha256.of(seen.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static boolean matters(String path) {
        return !path.endsWith(".c") && !path.startsWith("Documentation/");
    }

    boolean isThere(Key key) throws IOException {
        return store.find("canary", key).isPresent();
    }

    /** The module; the kernel that it is for stands built in the object folder of this make. */
    Path module(Key key, KernelMake make, Path area) throws IOException, InterruptedException, NotBuiltException {
        return store.<NotBuiltException>obtain("canary", key, folder -> {
                    Path work = area.resolve("canary");
                    Folders.delete(work);
                    Files.createDirectories(work);
                    for (Path file : Key.plainFiles(source)) {
                        FileState.of(file).writeTo(work.resolve(source.relativize(file)));
                    }
                    make.build("canary module", List.of("M=" + work, "modules"));
                    Files.copy(work.resolve(MODULE), folder.resolve(MODULE));
                })
                .resolve(MODULE);
    }
}
