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

/** Builds the module that breaks the kernel's rules on purpose. It is rebuilt only if one of its inputs changed. */
record CanaryModuleBuilder(Store store, Path source) {
    private static final System.Logger LOG = System.getLogger(CanaryModuleBuilder.class.getName());
    private static final String MODULE = "canary.ko";

    CacheKey addTo(CacheKey key) throws IOException {
        return key.addFiles("canary", source);
    }

    /**
     * The module for a kernel that is built already.
     *
     * @param exactKey of the kernel without the contents
     * @param steeringKey equal to it
     * @param area the folder of the kernel's objects and of the canary's
     */
    Path getOrBuild(
            CacheKey exactKey,
            CacheKey steeringKey,
            KernelSourceTree.CheckedOut sources,
            KernelBuildDirectory buildDirectory,
            Path area)
            throws IOException, InterruptedException, KernelBuildException {
        exactKey.addValue("contents", digest(sources.contents(), path -> true));
        steeringKey.addValue("steering", digest(sources.contents(), path -> !isListedByKbuild(path)));
        return store.<KernelBuildException>getOrBuild("canary", exactKey, folder -> {
                    Path work = area.resolve("canary");
                    CanaryBuildStamp stamp = CanaryBuildStamp.of(work, sources.folder(), buildDirectory.folder());
                    boolean upToDate = stamp.matches(steeringKey);
                    LOG.log(System.Logger.Level.DEBUG, "{0}: up to date: {1}", work, upToDate);
                    if (!upToDate) {
                        stamp.delete();
                        rebuild(buildDirectory, work);
                        stamp.write(steeringKey);
                    }
                    Files.copy(work.resolve(MODULE), folder.resolve(MODULE));
                })
                .resolve(MODULE);
    }

    /**
     * Whether kbuild lists a file when a C file includes it; inputs of linker scripts and host tools are not listed.
     */
    private static boolean isListedByKbuild(String path) {
        return path.endsWith(".h") && !path.endsWith(".lds.h") && !KernelBuilder.isHostTool(path);
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
        return KernelBuilder.isHostTool(path) || (!path.endsWith(".c") && !path.startsWith("Documentation/"));
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
