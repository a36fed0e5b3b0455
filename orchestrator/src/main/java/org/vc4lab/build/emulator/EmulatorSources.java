// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.emulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private final Path folder;

    public EmulatorSources(Path folder) {
        this.folder = folder;
    }

    private record Qemu(
            @JsonProperty("version") String version,
            @JsonProperty("pool") String pool,
            @JsonProperty("sha256") String sha256,
            @JsonProperty("tree") String tree) {}

    /** @param python the folder of the package for PYTHONPATH */
    private record Meson(
            @JsonProperty("version") String version,
            @JsonProperty("pool") String pool,
            @JsonProperty("sha256") String sha256,
            @JsonProperty("python") String python) {}

    private record EmulatorLockFile(@JsonProperty("qemu") Qemu qemu, @JsonProperty("meson") Meson meson) {}

    PinnedFile tarball() throws IOException {
        Qemu qemu = readLockFile().qemu();
        return new PinnedFile(qemu.pool(), qemu.sha256());
    }

    /** The Debian package of the meson version that QEMU requires. */
    PinnedFile meson() throws IOException {
        Meson meson = readLockFile().meson();
        return new PinnedFile(meson.pool(), meson.sha256());
    }

    String mesonPython() throws IOException {
        return readLockFile().meson().python();
    }

    private EmulatorLockFile readLockFile() throws IOException {
        return Yaml.read(folder.resolve("qemu.lock.yaml"), EmulatorLockFile.class);
    }

    /** The arguments of configure, one per line of the file. */
    List<String> configureArguments() throws IOException {
        return configureArguments("configure.args");
    }

    /** Further arguments for the variant that runs tests. */
    List<String> testConfigureArguments() throws IOException {
        return configureArguments("configure-tests.args");
    }

    private List<String> configureArguments(String file) throws IOException {
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

    /** The models' own qtests. */
    public List<Qtest> modelTests() throws IOException {
        return overlay().keySet().stream()
                .filter(path -> path.matches("tests/qtest/[^/]*-test\\.c"))
                .map(path -> Qtest.of(path.substring(0, path.length() - ".c".length())))
                .toList();
    }

    public CacheKey addTo(CacheKey key) throws IOException {
        key.addValue("tarball", tarball().sha256()).addValue("meson", meson().sha256());
        key.addText("arguments", String.join("\n", configureArguments())).addFiles("wiring", wiring());
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
