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

/**
 * The object folder in which one configuration of one kernel is compiled, candidate after candidate.
 *
 * @param name of the kernel, for messages
 */
record KernelBuildDirectory(String name, Path folder, BuildConfig buildConfig, Kbuild kbuild) {
    private static final System.Logger LOG = System.getLogger(KernelBuildDirectory.class.getName());

    /**
     * Makes the .config, unless it is up to date.
     *
     * @param key of everything but the contents
     * @param contents of the files in which kernels of this folder differ
     */
    void configure(CacheKey key, Map<String, String> contents)
            throws IOException, InterruptedException, KernelBuildException {
        List<String> kconfig = contents.keySet().stream()
                .filter(path -> path.substring(path.lastIndexOf('/') + 1).startsWith("Kconfig"))
                .sorted()
                .toList();
        for (String path : kconfig) {
            key.addText(path, String.valueOf(contents.get(path)));
        }
        Path stamp = folder.resolve(".vc4lab-configured");
        if (Files.exists(config())
                && Files.exists(stamp)
                && Files.readString(stamp).equals(key.id())) {
            return;
        }
        LOG.log(System.Logger.Level.DEBUG, "{0}: the .config is made anew in {1}", name, folder);
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

    /** Returns the error, or an empty text. */
    private String configure() throws IOException, InterruptedException {
        KernelFragments fragments = KernelFragments.read(buildConfig.fragments());
        Path settings = Files.writeString(folder.resolve(".vc4lab-settings"), fragments.joinLines());
        CommandResult result = kbuild.configure(settings);
        return result.succeeded()
                ? String.join(System.lineSeparator(), fragments.findRefused(config()))
                : result.describe();
    }

    void compile() throws IOException, InterruptedException, KernelBuildException {
        String boot = "arch/" + buildConfig.config().architecture() + "/boot/";
        String image = buildConfig.config().image().replace(boot, "");
        kbuild.build(name, List.of(image, buildConfig.deviceTree().replace(boot + "dts/", "")));
    }

    /** Makes what a module links against. Never run it together with the image's make, which reads vmlinux. */
    void buildModuleSymbols() throws IOException, InterruptedException, KernelBuildException {
        kbuild.build("symbols of " + name, List.of("modules"));
    }

    /** @param sources of the module; it is built there */
    void buildModule(String title, Path sources) throws IOException, InterruptedException, KernelBuildException {
        kbuild.build(title, List.of("M=" + sources, "modules"));
    }

    Path image() {
        return folder.resolve(buildConfig.config().image());
    }

    Path deviceTree() {
        return folder.resolve(buildConfig.deviceTree());
    }

    Path config() {
        return folder.resolve(".config");
    }
}
