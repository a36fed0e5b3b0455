// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.vc4lab.patch.FileState;
import org.vc4lab.source.Pinned;
import org.vc4lab.source.Yaml;

/** What the emulator is made of: the data in qemu-images/emulator. */
final class EmulatorSources {
    /** What is in the folder and not in QEMU's tree. */
    private static final List<String> NOT_LAID_OVER = List.of("wiring", "armstub");

    private final Path folder;

    EmulatorSources(Path folder) {
        this.folder = folder;
    }

    private record Qemu(
            @JsonProperty("version") String version,
            @JsonProperty("pool") String pool,
            @JsonProperty("sha256") String sha256,
            @JsonProperty("tree") String tree) {}

    /** @param python the folder of the package that goes into PYTHONPATH */
    private record Meson(
            @JsonProperty("version") String version,
            @JsonProperty("pool") String pool,
            @JsonProperty("sha256") String sha256,
            @JsonProperty("python") String python) {}

    private record LockFile(@JsonProperty("qemu") Qemu qemu, @JsonProperty("meson") Meson meson) {}

    Pinned tarball() throws IOException {
        Qemu qemu = lock().qemu();
        return new Pinned(qemu.pool(), qemu.sha256());
    }

    /** The package of the meson that QEMU asks for; unpacked, not installed. */
    Pinned meson() throws IOException {
        Meson meson = lock().meson();
        return new Pinned(meson.pool(), meson.sha256());
    }

    String mesonPython() throws IOException {
        return lock().meson().python();
    }

    private LockFile lock() throws IOException {
        return Yaml.read(folder.resolve("qemu.lock.yaml"), LockFile.class);
    }

    /** The arguments of configure, one a line of their file. */
    List<String> arguments() throws IOException {
        return arguments("configure.args");
    }

    /** What the build needs beside these that is only tested. */
    List<String> argumentsForTests() throws IOException {
        return arguments("configure-tests.args");
    }

    private List<String> arguments(String file) throws IOException {
        return Files.readAllLines(folder.resolve(file)).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    Path wiring() {
        return folder.resolve("wiring");
    }

    /** The files that are laid over QEMU's tree, by their path in it. */
    Map<String, FileState> overlay() throws IOException {
        Map<String, FileState> files = new TreeMap<>();
        for (Path top : overlayFolders()) {
            for (Path file : Key.plainFiles(top)) {
                files.put(folder.relativize(file).toString(), FileState.of(file));
            }
        }
        return files;
    }

    /** The tests that are laid over, which are the models' own. */
    List<Qtest> modelTests() throws IOException {
        return overlay().keySet().stream()
                .filter(path -> path.matches("tests/qtest/[^/]*-test\\.c"))
                .map(path -> Qtest.of(path.substring(0, path.length() - ".c".length())))
                .toList();
    }

    Key addTo(Key key) throws IOException {
        key.plain("tarball", tarball().sha256()).plain("meson", meson().sha256());
        key.text("arguments", String.join("\n", arguments())).files("wiring", wiring());
        for (Path top : overlayFolders()) {
            key.files(String.valueOf(top.getFileName()), top);
        }
        return key;
    }

    private List<Path> overlayFolders() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isDirectory)
                    .filter(top -> !NOT_LAID_OVER.contains(String.valueOf(top.getFileName())))
                    .sorted()
                    .toList();
        }
    }
}
