// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.vc4lab.source.Pinned;
import org.vc4lab.source.Yaml;

/** Makes the userland of an architecture out of pinned packages and the files in qemu-images/rootfs. */
final class RootfsBuilder {
    /** To be counted up where a change in here makes another result of the same sources. */
    private static final String RECIPE = "2";

    private static final String ARCHIVE = "rootfs.cpio.gz";
    private static final String TONE = "test-tone.wav";
    private static final String FROM_TONE = "tone.yaml";
    private static final String FROM_CANARY = "canary";

    private final Path folder;
    private final Store store;
    private final Unpacker unpacker;
    private final Progress progress;

    RootfsBuilder(Path folder, Store store, Unpacker unpacker, Progress progress) {
        this.folder = folder;
        this.store = store;
        this.unpacker = unpacker;
        this.progress = progress;
    }

    private record Packed(
            @JsonProperty("name") String name,
            @JsonProperty("version") String version,
            @JsonProperty("pool") String pool,
            @JsonProperty("sha256") String sha256,
            @JsonProperty("take") List<String> take) {}

    private record Device(
            @JsonProperty("path") String path,
            @JsonProperty("mode") String mode,
            @JsonProperty("type") String type,
            @JsonProperty("major") int major,
            @JsonProperty("minor") int minor) {}

    private record Placed(
            @JsonProperty("path") String path, @JsonProperty("mode") String mode, @JsonProperty("from") String from) {}

    private record Appended(@JsonProperty("path") String path, @JsonProperty("from") String from) {}

    private record Layout(
            @JsonProperty("folders") List<String> folders,
            @JsonProperty("devices") List<Device> devices,
            @JsonProperty("files") List<Placed> files,
            @JsonProperty("appended") List<Appended> appended,
            @JsonProperty("generated") List<Placed> generated,
            @JsonProperty("links") Map<String, List<String>> links) {}

    private record LockFile(@JsonProperty("packages") List<Packed> packages) {}

    /** @param architecture as Debian calls it */
    Rootfs build(String architecture) throws IOException, InterruptedException {
        Path list = folder.resolve("packages-" + architecture + ".lock.yaml");
        if (!Files.isRegularFile(list)) {
            throw new IOException("there is no userland for " + architecture + ": no such file: " + list);
        }
        Path plan = folder.resolve("layout.yaml");
        Layout layout = Yaml.read(plan, Layout.class);
        Key key = new Key()
                .plain("recipe", RECIPE)
                .plain("architecture", architecture)
                .files("packages", list)
                .files("layout", plan)
                .files("tone", folder.resolve(FROM_TONE));
        for (Placed placed : layout.files()) {
            key.files(placed.path(), folder.resolve(placed.from()));
        }
        for (Appended appended : layout.appended()) {
            key.files(appended.path(), folder.resolve(appended.from()));
        }
        List<Packed> packages = Yaml.read(list, LockFile.class).packages();
        Path entry = store.<IOException>obtain(
                "rootfs", key, out -> make("userland for " + architecture, packages, layout, out));
        return new Rootfs(entry.resolve(ARCHIVE), entry.resolve(TONE), key.id());
    }

    private void make(String what, List<Packed> packages, Layout layout, Path out)
            throws IOException, InterruptedException {
        Cpio archive = new Cpio();
        try (Progress.Task task = progress.start(what, packages.size())) {
            int done = 0;
            for (Packed each : packages) {
                DebianPackage deb = DebianPackage.read(unpacker.get(new Pinned(each.pool(), each.sha256())));
                for (String path : each.take()) {
                    deb.take(path, archive);
                }
                task.reached(++done, packages.size());
            }
        }
        layOut(layout, archive, out);
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(out.resolve(ARCHIVE)))) {
            archive.writeTo(gzip);
        }
    }

    private void layOut(Layout layout, Cpio archive, Path out) throws IOException {
        layout.folders().forEach(path -> archive.folder(relative(path)));
        for (Device device : layout.devices()) {
            archive.characterDevice(relative(device.path()), octal(device.mode()), device.major(), device.minor());
        }
        for (Placed file : layout.files()) {
            archive.file(relative(file.path()), octal(file.mode()), Files.readAllBytes(folder.resolve(file.from())));
        }
        for (Appended appended : layout.appended()) {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.write(archive.content(relative(appended.path())));
            whole.write(Files.readAllBytes(folder.resolve(appended.from())));
            archive.file(relative(appended.path()), 0644, whole.toByteArray());
        }
        for (Placed generated : layout.generated()) {
            generate(generated, archive, out);
        }
        layout.links()
                .forEach((target, names) -> names.forEach(name -> archive.link(
                        relative(target.substring(0, target.lastIndexOf('/') + 1) + name),
                        target.substring(target.lastIndexOf('/') + 1))));
    }

    /** The tone. The canary belongs to the kernel and comes with {@link Initrd}. */
    private void generate(Placed file, Cpio archive, Path out) throws IOException {
        if (file.from().equals(FROM_TONE)) {
            byte[] wav = Tone.read(folder.resolve(FROM_TONE)).wav();
            Files.write(out.resolve(TONE), wav);
            archive.file(relative(file.path()), octal(file.mode()), wav);
        } else if (!file.from().equals(FROM_CANARY) || !relative(file.path()).equals(Initrd.CANARY)) {
            throw new IOException("nothing here generates " + file.path() + " from " + file.from());
        }
    }

    private static int octal(String mode) {
        return Integer.parseInt(mode, 8);
    }

    private static String relative(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a path in the guest begins with a slash: " + path);
        }
        return path.substring(1);
    }
}
