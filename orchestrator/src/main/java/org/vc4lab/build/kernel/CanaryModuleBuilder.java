// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.Store;
import org.vc4lab.patch.FileState;
import org.vc4lab.source.Sha256;

/** Builds the module that breaks the kernel's rules on purpose. It is rebuilt only if one of its inputs changed. */
record CanaryModuleBuilder(Store store, Path source) {
    private static final System.Logger LOG = System.getLogger(CanaryModuleBuilder.class.getName());
    private static final String KIND = "canary";
    static final String MODULE = "canary.ko";

    CacheKey addTo(CacheKey key) throws IOException {
        return key.addFiles("canary", source);
    }

    /**
     * Copies the module for a kernel that is built already. The key leaves out what C files contain, and some of them
     * are programs of the build. So what foreign patches build is used for their own kernel only.
     *
     * @param exactKey of the kernel without the contents
     * @param steeringKey equal to it
     * @param contents of the files in which kernels can differ
     */
    void copyTo(
            Path out,
            CacheKey exactKey,
            CacheKey steeringKey,
            Map<String, String> contents,
            Kbuild kbuild,
            TrustDomain domain)
            throws IOException, InterruptedException, KernelBuildException {
        exactKey.addValue("contents", digest(contents, path -> true));
        steeringKey.addValue("steering", digest(contents, path -> !isListedByKbuild(path)));
        if (domain.foreign() && store.find(domain.kind(KIND), exactKey).isEmpty()) {
            build(kbuild, steeringKey, out);
            return;
        }
        Path entry = domain.<KernelBuildException>getOrBuild(
                store, KIND, exactKey, folder -> build(kbuild, steeringKey, folder));
        Files.copy(entry.resolve(MODULE), out.resolve(MODULE));
    }

    /** Copies what a debugger shows of the module. */
    void copySources(Path out) throws IOException {
        for (Path file : CacheKey.listFiles(source)) {
            Path copy = out.resolve(source.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private void build(Kbuild kbuild, CacheKey steeringKey, Path out)
            throws IOException, InterruptedException, KernelBuildException {
        KernelBuildDirectory directory = kbuild.directory();
        Path work = directory.canary();
        CanaryBuildStamp stamp = CanaryBuildStamp.of(
                directory.state().resolve("canary-inputs"), work, kbuild.source(), directory.objects());
        boolean upToDate = stamp.matches(steeringKey);
        LOG.log(System.Logger.Level.DEBUG, "{0}: up to date: {1}", work, upToDate);
        if (!upToDate) {
            stamp.delete();
            rebuild(kbuild, work);
            stamp.write(steeringKey);
        }
        Files.copy(directory.requirePlainFile(work.resolve(MODULE)), out.resolve(MODULE));
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
        kbuild.directory().delete(work);
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
     * @param file of the stamp
     * @param canary the folder in which it is built
     * @param source the kernel's tree
     * @param objects the kernel's objects; kbuild's relative paths are below this folder
     */
    record CanaryBuildStamp(Path file, Path canary, Path source, Path objects) {
        /** Resolves links, as kbuild does. */
        static CanaryBuildStamp of(Path file, Path canary, Path source, Path objects) throws IOException {
            return new CanaryBuildStamp(file, canary, source.toRealPath(), objects.toRealPath());
        }

        /** @param steering hashes whatever decides which headers are read */
        boolean matches(CacheKey steering) throws IOException {
            if (Files.notExists(file)) {
                return false;
            }
            List<String> lines = Files.readAllLines(file);
            return lines.size() > 1 && lines.get(0).equals(digest(steering, lines.subList(1, lines.size())));
        }

        /** Call this before the canary is rebuilt. */
        void delete() throws IOException {
            Files.deleteIfExists(file);
        }

        /** Records the current headers; nothing if kbuild's lists name no header of the tree. */
        void write(CacheKey steering) throws IOException, KernelBuildException {
            List<String> files = List.copyOf(CompiledSourceList.readInputs(canary, CompiledSourceList.EVER));
            if (files.stream()
                    .noneMatch(input -> objects.resolve(input).normalize().startsWith(source))) {
                return;
            }
            List<String> lines = new ArrayList<>(List.of(digest(steering, files)));
            lines.addAll(files);
            Files.write(file, lines);
        }

        private String digest(CacheKey steering, List<String> files) throws IOException {
            StringBuilder text = new StringBuilder(steering.id());
            for (String input : files) {
                text.append('\n').append(input).append('\n').append(hashOf(objects.resolve(input)));
            }
            return Sha256.of(text.toString());
        }

        /**
         * A compiler's own headers change with the toolchain's version. Other paths outside may be hostile, and so may
         * links that lead there: do not read.
         */
        private String hashOf(Path header) throws IOException {
            if (!Files.isRegularFile(header)) {
                return "";
            }
            Path real = header.toRealPath();
            return real.startsWith(source) || real.startsWith(objects) ? Sha256.of(real) : "";
        }
    }
}
