// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import org.vc4lab.exec.Folders;
import org.vc4lab.patch.FileState;
import org.vc4lab.source.Sha256;

/** The module that breaks the rules on purpose. It is built anew only where something changes that it is made of. */
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

    /**
     * The module for a kernel that stands built.
     *
     * @param kernel makes the key of the kernel, but for the contents
     * @param sources in whose contents kernels of this key differ
     * @param area in which the kernel's objects are
     */
    Path module(KernelKey kernel, KernelTree.Standing sources, KernelObjects objects, Path area)
            throws IOException, InterruptedException, NotBuiltException {
        Key exact = kernel.make().plain("contents", digest(sources.contents(), path -> true));
        return store.<NotBuiltException>obtain("canary", exact, folder -> {
                    Key steering = kernel.make().plain("steering", digest(sources.contents(), path -> !isListed(path)));
                    Path work = area.resolve("canary");
                    CanaryInputs inputs = CanaryInputs.in(work, sources.folder(), objects.folder());
                    if (!inputs.areStill(steering)) {
                        inputs.forget();
                        build(objects, work);
                        inputs.keep(steering);
                    }
                    Files.copy(work.resolve(MODULE), folder.resolve(MODULE));
                })
                .resolve(MODULE);
    }

    /** Makes a key that the caller may add to. */
    @FunctionalInterface
    interface KernelKey {
        Key make() throws IOException, InterruptedException;
    }

    /**
     * Whether kbuild lists it where a C file reads it; what a linker's script includes, or a tool, is listed elsewhere.
     */
    private static boolean isListed(String path) {
        return path.endsWith(".h") && !path.endsWith(".lds.h") && !BuildTools.have(path);
    }

    private static String digest(Map<String, String> contents, Predicate<String> withContent) {
        StringBuilder seen = new StringBuilder();
        contents.keySet().stream().filter(Canary::mayCount).sorted().forEach(path -> seen.append(path)
                .append('\0')
                .append(withContent.test(path) ? contents.get(path) : "")
                .append('\0'));
        return Sha256.of(seen.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static boolean mayCount(String path) {
        return BuildTools.have(path) || (!path.endsWith(".c") && !path.startsWith("Documentation/"));
    }

    private void build(KernelObjects objects, Path work) throws IOException, InterruptedException, NotBuiltException {
        objects.listSymbols();
        Folders.delete(work);
        Files.createDirectories(work);
        for (Path file : Key.plainFiles(source)) {
            FileState.of(file).writeTo(work.resolve(source.relativize(file)));
        }
        objects.module("canary module", work);
    }
}
