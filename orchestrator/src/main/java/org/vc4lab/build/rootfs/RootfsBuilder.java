// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.rootfs;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.vc4lab.build.host.BuildContext;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.Progress;
import org.vc4lab.source.Yaml;

/** Builds the root file system of an architecture from pinned packages and the files in qemu-images/rootfs. */
public final class RootfsBuilder {
    /** Increase it if a change in this package makes another result of the same sources. */
    private static final String CACHE_VERSION = "3";

    /** The same for what cases add. */
    private static final String ADDITIONS_VERSION = "1";

    private static final int ADDITIONS_MIB = 64;

    private static final String ARCHIVE = "rootfs.cpio";
    private static final String TONE = "test-tone.wav";
    private static final String TONE_SOURCE = "tone.yaml";
    private static final String CANARY_SOURCE = "canary";

    private final Path folder;
    private final BuildContext context;
    private final GuestProgramCompiler compiler;

    public RootfsBuilder(BuildContext context) {
        this.folder = context.home().resolve("qemu-images/rootfs");
        this.context = context;
        this.compiler = new GuestProgramCompiler(context, folder.resolve("programs.yaml"));
    }

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
        return new Rootfs(entry.resolve(ARCHIVE), entry.resolve(TONE), true, key.id());
    }

    /**
     * The same with what a case adds. A case is not trusted, so its programs are unpacked first: they replace none of
     * the lab's.
     */
    public Rootfs build(String architecture, GuestAdditions additions) throws IOException, InterruptedException {
        Rootfs rootfs = build(architecture);
        if (additions.isEmpty()) {
            return rootfs;
        }
        if (!additions.packages().isEmpty() && !additions.packages().containsKey(architecture)) {
            throw new IOException("the case has no packages for " + architecture + ", only for "
                    + String.join(", ", new TreeSet<>(additions.packages().keySet())));
        }
        List<LockedPackage> packages = additions.packages().getOrDefault(architecture, List.of());
        CacheKey key = new CacheKey().addValue("recipe", ADDITIONS_VERSION).addValue("userland", rootfs.id());
        for (int i = 0; i < packages.size(); i++) {
            key.addValue(
                    "package " + i,
                    packages.get(i).sha256() + " " + packages.get(i).take());
        }
        for (Path file : additions.files()) {
            key.addFiles("file " + file.getFileName(), file);
        }
        compiler.addTo(key, architecture, additions.programs());
        Path entry = context.store().<IOException>getOrBuildUnshared("rootfs-case", key, out -> {
            Cpio archive = new Cpio();
            copyPackages("programs of the case", packages, archive);
            addFiles(additions.files(), archive);
            compiler.compile(architecture, additions.programs())
                    .forEach((name, program) -> archive.addFile(GuestAdditions.FOLDER + "/" + name, 0755, program));
            writeBefore(rootfs, archive, out);
        });
        return new Rootfs(entry.resolve(ARCHIVE), rootfs.tone(), false, key.id());
    }

    private static void addFiles(List<Path> files, Cpio archive) throws IOException {
        for (Path file : files) {
            archive.addFile(GuestAdditions.FOLDER + "/" + file.getFileName(), 0755, Files.readAllBytes(file));
        }
    }

    private static void writeBefore(Rootfs rootfs, Cpio archive, Path out) throws IOException {
        Path added = out.resolve(ARCHIVE);
        try (OutputStream initramfs = new BufferedOutputStream(Files.newOutputStream(added))) {
            archive.writeTo(initramfs);
        }
        if (Files.size(added) > (long) ADDITIONS_MIB << 20) {
            throw new IOException("a case adds more than the limit of " + ADDITIONS_MIB + " MiB to the guest");
        }
        try (OutputStream initramfs = Files.newOutputStream(added, StandardOpenOption.APPEND)) {
            Files.copy(rootfs.archive(), initramfs);
        }
    }

    private void copyPackages(String title, List<LockedPackage> packages, Cpio archive)
            throws IOException, InterruptedException {
        try (Progress.ProgressTask task = context.progress().start(title, packages.size())) {
            int done = 0;
            for (LockedPackage lockedPackage : packages) {
                DebianPackage deb = DebianPackage.read(context.unpacker().fetch(lockedPackage.file()));
                for (String path : lockedPackage.take()) {
                    deb.copyInto(path, archive);
                }
                task.update(++done, packages.size());
            }
        }
    }

    private void buildEntry(String title, List<LockedPackage> packages, Layout layout, Path out)
            throws IOException, InterruptedException {
        Cpio archive = new Cpio();
        copyPackages(title, packages, archive);
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
