// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.rootfs;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.vc4lab.build.host.BuildContext;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.Progress;
import org.vc4lab.source.PinnedFile;
import org.vc4lab.source.Yaml;

/** Builds the root file system of an architecture from pinned packages and the files in qemu-images/rootfs. */
public final class RootfsBuilder {
    /** Increase it if a change in this package makes another result of the same sources. */
    private static final String CACHE_VERSION = "3";

    private static final String ARCHIVE = "rootfs.cpio";
    private static final String TONE = "test-tone.wav";
    private static final String TONE_SOURCE = "tone.yaml";
    private static final String CANARY_SOURCE = "canary";

    private final Path folder;
    private final BuildContext context;

    public RootfsBuilder(BuildContext context) {
        this.folder = context.home().resolve("qemu-images/rootfs");
        this.context = context;
    }

    private record LockedPackage(
            @JsonProperty("name") String name,
            @JsonProperty("version") String version,
            @JsonProperty("pool") String pool,
            @JsonProperty("sha256") String sha256,
            @JsonProperty("take") List<String> take) {}

    private record DeviceNode(
            @JsonProperty("path") String path,
            @JsonProperty("mode") String mode,
            @JsonProperty("type") String type,
            @JsonProperty("major") int major,
            @JsonProperty("minor") int minor) {}

    private record LayoutFile(
            @JsonProperty("path") String path, @JsonProperty("mode") String mode, @JsonProperty("from") String from) {}

    private record AppendedFile(@JsonProperty("path") String path, @JsonProperty("from") String from) {}

    private record Layout(
            @JsonProperty("folders") List<String> folders,
            @JsonProperty("devices") List<DeviceNode> devices,
            @JsonProperty("files") List<LayoutFile> files,
            @JsonProperty("appended") List<AppendedFile> appended,
            @JsonProperty("generated") List<LayoutFile> generated,
            @JsonProperty("links") Map<String, List<String>> links) {}

    private record RootfsLockFile(@JsonProperty("packages") List<LockedPackage> packages) {}

    /**
     * Builds the root file system of an architecture, or takes it from the store.
     *
     * @param architecture Debian's name
     */
    public Rootfs build(String architecture) throws IOException, InterruptedException {
        Path list = folder.resolve("packages-" + architecture + ".lock.yaml");
        if (!Files.isRegularFile(list)) {
            throw new IOException("there is no userland for " + architecture + ": no such file: " + list);
        }
        Path layoutPath = folder.resolve("layout.yaml");
        Layout layout = Yaml.read(layoutPath, Layout.class);
        CacheKey key = new CacheKey()
                .addValue("recipe", CACHE_VERSION)
                .addValue("architecture", architecture)
                .addFiles("packages", list)
                .addFiles("layout", layoutPath)
                .addFiles("tone", folder.resolve(TONE_SOURCE));
        for (LayoutFile layoutFile : layout.files()) {
            key.addFiles(layoutFile.path(), folder.resolve(layoutFile.from()));
        }
        for (AppendedFile appendedFile : layout.appended()) {
            key.addFiles(appendedFile.path(), folder.resolve(appendedFile.from()));
        }
        List<LockedPackage> packages = Yaml.read(list, RootfsLockFile.class).packages();
        String title = "userland for " + architecture;
        Path entry =
                context.store().<IOException>getOrBuild("rootfs", key, out -> buildEntry(title, packages, layout, out));
        return new Rootfs(entry.resolve(ARCHIVE), entry.resolve(TONE), key.id());
    }

    private void buildEntry(String title, List<LockedPackage> packages, Layout layout, Path out)
            throws IOException, InterruptedException {
        Cpio archive = new Cpio();
        try (Progress.ProgressTask task = context.progress().start(title, packages.size())) {
            int done = 0;
            for (LockedPackage lockedPackage : packages) {
                PinnedFile pinned = new PinnedFile(lockedPackage.pool(), lockedPackage.sha256());
                DebianPackage deb = DebianPackage.read(context.unpacker().fetch(pinned));
                for (String path : lockedPackage.take()) {
                    deb.copyInto(path, archive);
                }
                task.update(++done, packages.size());
            }
        }
        addLayout(layout, archive, out);
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(out.resolve(ARCHIVE)))) {
            archive.writeTo(file);
        }
    }

    private void addLayout(Layout layout, Cpio archive, Path out) throws IOException {
        layout.folders().forEach(path -> archive.addFolder(toRelative(path)));
        for (DeviceNode deviceNode : layout.devices()) {
            archive.addCharacterDevice(
                    toRelative(deviceNode.path()),
                    parseOctal(deviceNode.mode()),
                    deviceNode.major(),
                    deviceNode.minor());
        }
        for (LayoutFile file : layout.files()) {
            archive.addFile(
                    toRelative(file.path()), parseOctal(file.mode()), Files.readAllBytes(folder.resolve(file.from())));
        }
        for (AppendedFile appendedFile : layout.appended()) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            content.write(archive.contentOf(toRelative(appendedFile.path())));
            content.write(Files.readAllBytes(folder.resolve(appendedFile.from())));
            archive.addFile(toRelative(appendedFile.path()), 0644, content.toByteArray());
        }
        for (LayoutFile generated : layout.generated()) {
            generate(generated, archive, out);
        }
        layout.links()
                .forEach((target, names) -> names.forEach(name -> archive.addLink(
                        toRelative(target.substring(0, target.lastIndexOf('/') + 1) + name),
                        target.substring(target.lastIndexOf('/') + 1))));
    }

    /** Adds the tone. {@link Rootfs#writeInitrd} adds the canary, which depends on the kernel. */
    private void generate(LayoutFile file, Cpio archive, Path out) throws IOException {
        if (file.from().equals(TONE_SOURCE)) {
            byte[] wav = Yaml.read(folder.resolve(TONE_SOURCE), TestTone.class).toWav();
            Files.write(out.resolve(TONE), wav);
            archive.addFile(toRelative(file.path()), parseOctal(file.mode()), wav);
        } else if (!file.from().equals(CANARY_SOURCE)
                || !toRelative(file.path()).equals(Rootfs.CANARY)) {
            throw new IOException("nothing here generates " + file.path() + " from " + file.from());
        }
    }

    private static int parseOctal(String mode) {
        return Integer.parseInt(mode, 8);
    }

    private static String toRelative(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a path in the guest begins with a slash: " + path);
        }
        return path.substring(1);
    }
}
