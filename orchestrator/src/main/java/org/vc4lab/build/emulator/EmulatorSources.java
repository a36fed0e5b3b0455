// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.emulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.patch.FileState;
import org.vc4lab.source.PinnedFile;
import org.vc4lab.source.Yaml;

/** The sources of the emulator: the data in qemu-images/emulator. */
public final class EmulatorSources {
    /** Folders that are not part of QEMU's tree. */
    private static final List<String> NOT_OVERLAID = List.of("wiring", "armstub");

    private static final String ARGUMENTS = "configure.args";
    private static final String TEST_ARGUMENTS = "configure-tests.args";

    private final Path folder;

    public EmulatorSources(Path folder) {
        this.folder = folder;
    }

    record Qemu(
            @JsonProperty("version") String version,
            @JsonProperty("pool") String pool,
            @JsonProperty("sha256") String sha256,
            @JsonProperty("tree") String tree) {
        PinnedFile tarball() {
            return new PinnedFile(pool, sha256);
        }
    }

    /**
     * The Debian package of the meson version that QEMU requires.
     *
     * @param python the folder of the package for PYTHONPATH
     */
    record Meson(
            @JsonProperty("version") String version,
            @JsonProperty("pool") String pool,
            @JsonProperty("sha256") String sha256,
            @JsonProperty("python") String python) {
        PinnedFile deb() {
            return new PinnedFile(pool, sha256);
        }
    }

    record EmulatorLockFile(@JsonProperty("qemu") Qemu qemu, @JsonProperty("meson") Meson meson) {}

    EmulatorLockFile lockFile() throws IOException {
        return Yaml.read(folder.resolve("qemu.lock.yaml"), EmulatorLockFile.class);
    }

    /** The arguments of configure; the additional ones for tests override others of the same name. */
    List<String> configureArguments(EmulatorVariant variant) throws IOException {
        Map<String, String> byName = new LinkedHashMap<>();
        List<String> files =
                variant == EmulatorVariant.SANITIZED ? List.of(ARGUMENTS, TEST_ARGUMENTS) : List.of(ARGUMENTS);
        for (String file : files) {
            readArguments(file).forEach(argument -> byName.put(argument.split("=", 2)[0], argument));
        }
        return List.copyOf(byName.values());
    }

    /** One argument per line. */
    private List<String> readArguments(String file) throws IOException {
        return Files.readAllLines(folder.resolve(file)).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    Path wiring() {
        return folder.resolve("wiring");
    }

    /** The files that are added to QEMU's tree, by their path in it. */
    Map<String, FileState> overlay() throws IOException {
        Map<String, FileState> files = new TreeMap<>();
        for (Path top : overlayFolders()) {
            for (Path file : CacheKey.listFiles(top)) {
                String path = folder.relativize(file).toString();
                files.put(path, FileState.read(folder, path));
            }
        }
        return files;
    }

    public CacheKey addTo(CacheKey key) throws IOException {
        EmulatorLockFile lockFile = lockFile();
        key.addValue("tarball", lockFile.qemu().sha256())
                .addValue("meson", lockFile.meson().sha256())
                .addText("arguments", String.join("\n", readArguments(ARGUMENTS)))
                .addFiles("wiring", wiring());
        for (Path top : overlayFolders()) {
            key.addFiles(String.valueOf(top.getFileName()), top);
        }
        return key;
    }

    private List<Path> overlayFolders() throws IOException {
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.filter(Files::isDirectory)
                    .filter(top -> !NOT_OVERLAID.contains(String.valueOf(top.getFileName())))
                    .sorted()
                    .toList();
        }
    }
}
