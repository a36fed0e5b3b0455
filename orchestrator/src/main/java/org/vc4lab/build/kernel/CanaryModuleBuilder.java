// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.Store;
import org.vc4lab.patch.FileState;
import org.vc4lab.source.Sha256;

/** The module that breaks the rules on purpose. It is built anew only where something changes that it is made of. */
final class CanaryModuleBuilder {
    private static final String MODULE = "canary.ko";

    private final Store store;
    private final Path source;

    CanaryModuleBuilder(Store store, Path source) {
        this.store = store;
        this.source = source;
    }

    CacheKey addTo(CacheKey key) throws IOException {
        return key.addFiles("canary", source);
    }

    /**
     * The module for a kernel that stands built.
     *
     * @param baseKey makes the key of the kernel, but for the contents
     * @param sources in whose contents kernels of this key differ
     * @param area in which the kernel's objects are
     */
    Path getOrBuild(
            CacheKeyFactory baseKey,
            KernelSourceTree.CheckedOut sources,
            KernelBuildDirectory buildDirectory,
            Path area)
            throws IOException, InterruptedException, KernelBuildException {
        CacheKey exactKey = baseKey.create().addValue("contents", digest(sources.contents(), path -> true));
        return store.<KernelBuildException>getOrBuild("canary", exactKey, folder -> {
                    CacheKey steeringKey = baseKey.create()
                            .addValue("steering", digest(sources.contents(), path -> !isListedByKbuild(path)));
                    Path work = area.resolve("canary");
                    CanaryBuildStamp stamp = CanaryBuildStamp.of(work, sources.folder(), buildDirectory.folder());
                    if (!stamp.matches(steeringKey)) {
                        stamp.delete();
                        rebuild(buildDirectory, work);
                        stamp.write(steeringKey);
                    }
                    Files.copy(work.resolve(MODULE), folder.resolve(MODULE));
                })
                .resolve(MODULE);
    }

    /** Makes a key that the caller may add to. */
    @FunctionalInterface
    interface CacheKeyFactory {
        CacheKey create() throws IOException, InterruptedException;
    }

    /**
     * Whether kbuild lists it where a C file reads it; what a linker's script includes, or a tool, is listed elsewhere.
     */
    private static boolean isListedByKbuild(String path) {
        return path.endsWith(".h") && !path.endsWith(".lds.h") && !HostToolPaths.contains(path);
    }

    private static String digest(Map<String, String> contents, Predicate<String> includesContent) {
        StringBuilder text = new StringBuilder();
        contents.keySet().stream()
                .filter(CanaryModuleBuilder::isRelevant)
                .sorted()
                .forEach(path -> text.append(path)
                        .append('\0')
                        .append(includesContent.test(path) ? contents.get(path) : "")
                        .append('\0'));
        return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isRelevant(String path) {
        return HostToolPaths.contains(path) || (!path.endsWith(".c") && !path.startsWith("Documentation/"));
    }

    private void rebuild(KernelBuildDirectory buildDirectory, Path work)
            throws IOException, InterruptedException, KernelBuildException {
        buildDirectory.buildModuleSymbols();
        PathUtils.delete(work);
        Files.createDirectories(work);
        for (Path file : CacheKey.listFiles(source)) {
            String path = source.relativize(file).toString();
            FileState.read(source, path).writeTo(work, path);
        }
        buildDirectory.buildModule("canary module", work);
    }
}
