// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.SourceUnpacker;
import org.vc4lab.build.store.Store;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.TempDirectory;

/**
 * What all builders share.
 *
 * @param home the folder of the project
 * @param environment where compilers run; everything else runs on the host, with {@code runner}
 */
public record BuildContext(
        Path home,
        Store store,
        ProcessRunner runner,
        Progress progress,
        BuildEnvironment environment,
        SourceUnpacker unpacker,
        Toolchain toolchain) {

    /** A new empty directory in the store. */
    public TempDirectory tempDirectory() throws IOException {
        return new TempDirectory(store.createTempFolder());
    }

    /** The versions of compilers and linkers; each pair is run once. */
    public static final class Toolchain {
        private static final String VERSION = "version";
        /** The first line of each program's version. A sandbox or a container takes longer to start than a program. */
        private static final String SCRIPT =
                "set -e; for program; do version=$(\"$program\" --version); echo \"${version%%\n*}\"; done";

        private final BuildEnvironment buildEnvironment;
        private final Store store;
        private final Map<String, String> versions = new ConcurrentHashMap<>();

        public Toolchain(BuildEnvironment buildEnvironment, Store store) {
            this.buildEnvironment = buildEnvironment;
            this.store = store;
        }

        /** The version lines that a compiler and its linker print. */
        public String version(String compiler, String linker) throws IOException, InterruptedException {
            String programs = compiler + "; " + linker;
            String known = versions.get(programs);
            if (known != null) {
                return known;
            }
            String version = buildEnvironment.toolchainId().isEmpty()
                    ? queryVersion(compiler, linker)
                    : cachedVersion(compiler, linker);
            versions.put(programs, version);
            return version;
        }

        /** The tools in an image do not change, and starting a container takes time. */
        private String cachedVersion(String... programs) throws IOException, InterruptedException {
            CacheKey key = new CacheKey()
                    .addValue("tools", buildEnvironment.toolchainId())
                    .addValue("programs", String.join(" ", programs));
            return Files.readString(store.<IOException>getOrBuild(
                            VERSION, key, folder -> Files.writeString(folder.resolve(VERSION), queryVersion(programs)))
                    .resolve(VERSION));
        }

        private String queryVersion(String... programs) throws IOException, InterruptedException {
            List<String> script = new ArrayList<>(List.of("sh", "-c", SCRIPT, "sh"));
            script.addAll(List.of(programs));
            return String.join(
                    "; ",
                    buildEnvironment
                            .run(Command.of(script), List.of(), List.of())
                            .orThrow()
                            .output());
        }
    }
}
