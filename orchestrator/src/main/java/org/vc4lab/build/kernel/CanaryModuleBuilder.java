// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
     * @param contents of the files in which kernels can differ
     */
    Path getOrBuild(CacheKey exactKey, CacheKey steeringKey, Map<String, String> contents, Kbuild kbuild)
            throws IOException, InterruptedException, KernelBuildException {
        exactKey.addValue("contents", digest(contents, path -> true));
        steeringKey.addValue("steering", digest(contents, path -> !isListedByKbuild(path)));
        return store.<KernelBuildException>getOrBuild("canary", exactKey, folder -> {
                    Path work = kbuild.objects().resolveSibling("canary");
                    CanaryBuildStamp stamp = CanaryBuildStamp.of(work, kbuild.source(), kbuild.objects());
                    boolean upToDate = stamp.matches(steeringKey);
                    LOG.log(System.Logger.Level.DEBUG, "{0}: up to date: {1}", work, upToDate);
                    if (!upToDate) {
                        stamp.delete();
                        rebuild(kbuild, work);
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
        return Sha256.of(text.toString());
    }

    private static boolean isRelevant(String path) {
        return KernelBuilder.isHostTool(path) || (!path.endsWith(".c") && !path.startsWith("Documentation/"));
    }

    private void rebuild(Kbuild kbuild, Path work) throws IOException, InterruptedException, KernelBuildException {
        kbuild.buildModuleSymbols();
        PathUtils.delete(work);
        Files.createDirectories(work);
        for (Path file : CacheKey.listFiles(source)) {
            String path = source.relativize(file).toString();
            FileState.read(source, path).writeTo(work, path);
        }
        kbuild.buildModule("canary module", work);
    }

    /**
     * The headers, including generated ones, that the compiler read for the canary in a work area, as kbuild lists
     * them. As long as they and the steering files are unchanged, the canary is up to date.
     *
     * @param canary the folder in which it is built
     * @param source the kernel's tree
     * @param objects the kernel's objects; kbuild's relative paths are below this folder
     */
    record CanaryBuildStamp(Path canary, Path source, Path objects) {
        private static final String STAMP = ".vc4lab-inputs";

        /** Resolves links, as kbuild does. */
        static CanaryBuildStamp of(Path canary, Path source, Path objects) throws IOException {
            return new CanaryBuildStamp(canary, source.toRealPath(), objects.toRealPath());
        }

        /** @param steering hashes whatever decides which headers are read */
        boolean matches(CacheKey steering) throws IOException {
            Path stamp = canary.resolve(STAMP);
            if (Files.notExists(stamp)) {
                return false;
            }
            List<String> lines = Files.readAllLines(stamp);
            return lines.size() > 1 && lines.get(0).equals(digest(steering, lines.subList(1, lines.size())));
        }

        /** Call this before the canary is rebuilt. */
        void delete() throws IOException {
            Files.deleteIfExists(canary.resolve(STAMP));
        }

        /** Records the current headers; nothing if kbuild's lists name no header of the tree. */
        void write(CacheKey steering) throws IOException {
            List<String> files = List.copyOf(CompiledSourceList.readInputs(canary, CompiledSourceList.EVER));
            if (files.stream()
                    .noneMatch(file -> objects.resolve(file).normalize().startsWith(source))) {
                return;
            }
            List<String> lines = new ArrayList<>(List.of(digest(steering, files)));
            lines.addAll(files);
            Files.write(canary.resolve(STAMP), lines);
        }

        private String digest(CacheKey steering, List<String> files) throws IOException {
            StringBuilder text = new StringBuilder(steering.id());
            for (String file : files) {
                text.append('\n').append(file).append('\n').append(hashOf(objects.resolve(file)));
            }
            return Sha256.of(text.toString());
        }

        /**
         * A compiler's own headers change with the toolchain's version. Other paths outside may be hostile: do not
         * read.
         */
        private String hashOf(Path file) throws IOException {
            Path plain = file.normalize();
            boolean inside = plain.startsWith(source) || plain.startsWith(objects);
            return inside && Files.isRegularFile(plain, LinkOption.NOFOLLOW_LINKS) ? Sha256.of(plain) : "";
        }
    }
}
