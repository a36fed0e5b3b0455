// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.vc4lab.build.KernelCatalogue.Recipe;
import org.vc4lab.exec.Outcome;

/** The folder in which one configuration of one kernel is compiled, candidate after candidate. */
final class KernelObjects {
    private final Path folder;
    private final Recipe recipe;
    private final KernelMake make;
    private final String name;

    /** @param name of the kernel, for messages */
    KernelObjects(String name, Path folder, Recipe recipe, KernelMake make) {
        this.name = name;
        this.folder = folder;
        this.recipe = recipe;
        this.make = make;
    }

    /**
     * Makes the .config, unless the one that is there is of the same settings.
     *
     * @param key of everything but the contents
     * @param contents of the files in which kernels of this folder differ
     */
    void configure(Key key, Map<String, String> contents) throws IOException, InterruptedException, NotBuiltException {
        List<String> kconfig = contents.keySet().stream()
                .filter(KernelObjects::isKconfig)
                .sorted()
                .toList();
        for (String path : kconfig) {
            key.text(path, String.valueOf(contents.get(path)));
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
            throw new NotBuiltException(new KernelBuild.BuildFailed(problem));
        }
        Files.writeString(stamp, key.id());
    }

    private boolean isConfigured(Path stamp, Key key) throws IOException {
        return Files.exists(folder.resolve(".config"))
                && Files.exists(stamp)
                && Files.readString(stamp).equals(key.id());
    }

    /** What went wrong, if anything. */
    private String configure() throws IOException, InterruptedException {
        KernelFragments fragments = KernelFragments.read(recipe.fragments());
        Path settings = folder.resolve(".vc4lab-settings");
        Files.writeString(settings, fragments.joined());
        Outcome outcome = make.configure(settings);
        return outcome.succeeded()
                ? String.join(System.lineSeparator(), fragments.refused(folder.resolve(".config")))
                : outcome.describe();
    }

    private static boolean isKconfig(String path) {
        return path.substring(path.lastIndexOf('/') + 1).startsWith("Kconfig");
    }

    void compile() throws IOException, InterruptedException, NotBuiltException {
        KernelCatalogue.Config config = recipe.config();
        String boot = "arch/" + config.architecture() + "/boot/";
        make.build(
                name,
                List.of(config.image().replace(boot, ""), recipe.deviceTree().replace(boot + "dts/", "")));
    }

    /**
     * Makes what a module is linked against; never together with the image, which reads vmlinux while this links it.
     */
    void listSymbols() throws IOException, InterruptedException, NotBuiltException {
        make.build("symbols of " + name, List.of("modules"));
    }

    /** @param sources of the module, in the folder in which it is built */
    void module(String title, Path sources) throws IOException, InterruptedException, NotBuiltException {
        make.build(title, List.of("M=" + sources, "modules"));
    }

    Path folder() {
        return folder;
    }

    Path image() {
        return folder.resolve(recipe.config().image());
    }

    Path deviceTree() {
        return folder.resolve(recipe.deviceTree());
    }

    Path symbols() {
        return folder.resolve("vmlinux");
    }

    Path config() {
        return folder.resolve(".config");
    }
}
