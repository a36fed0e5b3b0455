// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.vc4lab.build.kernel.KernelConfigRepository.BuildConfig;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.exec.CommandResult;

/** The folder in which one configuration of one kernel is compiled, candidate after candidate. */
final class KernelBuildDirectory {
    private final Path folder;
    private final BuildConfig buildConfig;
    private final Kbuild kbuild;
    private final String name;

    /** @param name of the kernel, for messages */
    KernelBuildDirectory(String name, Path folder, BuildConfig buildConfig, Kbuild kbuild) {
        this.name = name;
        this.folder = folder;
        this.buildConfig = buildConfig;
        this.kbuild = kbuild;
    }

    /**
     * Makes the .config, unless the one that is there is of the same settings.
     *
     * @param key of everything but the contents
     * @param contents of the files in which kernels of this folder differ
     */
    void configure(CacheKey key, Map<String, String> contents)
            throws IOException, InterruptedException, KernelBuildException {
        List<String> kconfig = contents.keySet().stream()
                .filter(KernelBuildDirectory::isKconfig)
                .sorted()
                .toList();
        for (String path : kconfig) {
            key.addText(path, String.valueOf(contents.get(path)));
        }
        Path stamp = folder.resolve(".vc4lab-configured");
        if (isConfigured(stamp, key)) {
            return;
        }
        Files.deleteIfExists(stamp);
        String problem = configure();
        if (!problem.isEmpty() && kconfig.isEmpty()) {
            throw new IOException(problem);
        }
        if (!problem.isEmpty()) {
            throw new KernelBuildException(new KernelBuild.BuildFailed(problem));
        }
        Files.writeString(stamp, key.id());
    }

    private boolean isConfigured(Path stamp, CacheKey key) throws IOException {
        return Files.exists(folder.resolve(".config"))
                && Files.exists(stamp)
                && Files.readString(stamp).equals(key.id());
    }

    /** What went wrong, if anything. */
    private String configure() throws IOException, InterruptedException {
        KernelFragments fragments = KernelFragments.read(buildConfig.fragments());
        Path settings = folder.resolve(".vc4lab-settings");
        Files.writeString(settings, fragments.joinLines());
        CommandResult result = kbuild.configure(settings);
        return result.succeeded()
                ? String.join(System.lineSeparator(), fragments.findRefused(folder.resolve(".config")))
                : result.describe();
    }

    private static boolean isKconfig(String path) {
        return path.substring(path.lastIndexOf('/') + 1).startsWith("Kconfig");
    }

    void compile() throws IOException, InterruptedException, KernelBuildException {
        KernelConfigRepository.Config config = buildConfig.config();
        String boot = "arch/" + config.architecture() + "/boot/";
        kbuild.build(
                name,
                List.of(
                        config.image().replace(boot, ""),
                        buildConfig.deviceTree().replace(boot + "dts/", "")));
    }

    /**
     * Makes what a module is linked against; never together with the image, which reads vmlinux while this links it.
     */
    void buildModuleSymbols() throws IOException, InterruptedException, KernelBuildException {
        kbuild.build("symbols of " + name, List.of("modules"));
    }

    /** @param sources of the module, in the folder in which it is built */
    void buildModule(String title, Path sources) throws IOException, InterruptedException, KernelBuildException {
        kbuild.build(title, List.of("M=" + sources, "modules"));
    }

    Path folder() {
        return folder;
    }

    Path image() {
        return folder.resolve(buildConfig.config().image());
    }

    Path deviceTree() {
        return folder.resolve(buildConfig.deviceTree());
    }

    Path symbols() {
        return folder.resolve("vmlinux");
    }

    Path config() {
        return folder.resolve(".config");
    }
}
