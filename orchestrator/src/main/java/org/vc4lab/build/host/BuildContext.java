// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** The versions of compilers and linkers; each program is run once. */
    public static final class Toolchain {
        private static final String VERSION = "version";

        private final BuildEnvironment buildEnvironment;
        private final Store store;
        private final Map<String, String> firstLines = new ConcurrentHashMap<>();

        public Toolchain(BuildEnvironment buildEnvironment, Store store) {
            this.buildEnvironment = buildEnvironment;
            this.store = store;
        }

        /** The version lines that a compiler and its linker print. */
        public String version(String compiler, String linker) throws IOException, InterruptedException {
            return firstLine(compiler) + "; " + firstLine(linker);
        }

        private String firstLine(String program) throws IOException, InterruptedException {
            String cached = firstLines.get(program);
            if (cached != null) {
                return cached;
            }
            String line = buildEnvironment.toolchainId().isEmpty() ? queryFirstLine(program) : cachedFirstLine(program);
            firstLines.put(program, line);
            return line;
        }

        /** The tools in an image do not change, and starting a container takes time. */
        private String cachedFirstLine(String program) throws IOException, InterruptedException {
            CacheKey key = new CacheKey()
                    .addValue("tools", buildEnvironment.toolchainId())
                    .addValue("program", program);
            return Files.readString(store.<IOException>getOrBuild(
                            "version",
                            key,
                            folder -> Files.writeString(folder.resolve(VERSION), queryFirstLine(program)))
                    .resolve(VERSION));
        }

        private String queryFirstLine(String program) throws IOException, InterruptedException {
            return buildEnvironment
                    .run(Command.of(program, "--version"), List.of(), List.of())
                    .orThrow()
                    .output()
                    .stream()
                    .findFirst()
                    .orElse("");
        }
    }
}
