// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.vc4lab.build.host.BuildContext;
import org.vc4lab.build.host.BuildDirectoryLock;
import org.vc4lab.exec.Command;

/**
 * Where one configuration of a tree is compiled, build after build. Makefiles may write to {@code build} and to
 * {@code ccache}; what the lab knows about the objects is in {@code state}, out of their reach.
 *
 * <p>Foreign patches are compiled in a copy. It takes the folder's place, because objects record the path at which they
 * were compiled and make would compile all of them anew at another one. The folder itself is set aside meanwhile.
 */
record KernelBuildDirectory(Path folder, BuildContext context) {
    private static final System.Logger LOG = System.getLogger(KernelBuildDirectory.class.getName());
    private static final long OBJECTS_MIB = 700;
    private static final Duration LIMIT = Duration.ofMinutes(30);
    /** Of a kernel's files, the largest is vmlinux: 26 MB with KASAN. */
    private static final long MAX_FILE_MIB = 1024;

    /** Opens the folder, and undoes what a killed build left there. The caller holds the lock of the work area. */
    static KernelBuildDirectory open(Path area, String config, BuildContext context)
            throws IOException, InterruptedException {
        Path folder = area.resolve(context.environment().objectFolderName(config));
        KernelBuildDirectory directory = new KernelBuildDirectory(folder, context);
        Files.createDirectories(directory.lock());
        directory.recover();
        if (!isFolder(directory.build()) || !isFolder(directory.objects())) {
            directory.delete(folder); // the layout before foreign patches had copies, or what a makefile left
            directory.requireSpace();
            Files.createDirectories(directory.objects());
        }
        directory.createFolders();
        return directory;
    }

    private void requireSpace() throws IOException {
        context.store().requireSpace(OBJECTS_MIB, "the objects in " + folder);
    }

    /** Those that a copy does not need to contain. */
    private void createFolders() throws IOException {
        Files.createDirectories(state());
        Files.createDirectories(ccache());
    }

    /** Ends the use of a copy, and deletes what is half written. */
    void recover() throws IOException, InterruptedException {
        waitForCompilers();
        if (Files.exists(aside())) {
            deleteCopy();
        }
        if (marker().isSet()) {
            discardHalfWritten();
        }
    }

    /** Deletes what a make that was interrupted, or one of its processes, may have left half written. */
    void discardHalfWritten() throws IOException, InterruptedException {
        waitForCompilers();
        LOG.log(System.Logger.Level.DEBUG, "make was interrupted in {0}: its last files are deleted", folder);
        marker().deleteHalfWritten(objects());
    }

    /** Puts a copy in the place of the folder. */
    void replaceWithCopy() throws IOException, InterruptedException {
        requireSpace();
        Files.move(folder, aside(), StandardCopyOption.ATOMIC_MOVE);
        Files.createDirectories(folder);
        String build = aside().resolve("build").toString();
        String state = aside().resolve("state").toString();
        run("cp", "-a", "--reflink=auto", build, state, folder.toString());
        createFolders();
    }

    /** Deletes the copy, with all that makefiles left there. */
    void deleteCopy() throws IOException, InterruptedException {
        waitForCompilers();
        delete(folder);
        Files.move(aside(), folder, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Unlike the JDK, rm follows no link that is planted meanwhile, and knows no limit of a path's length. */
    void delete(Path path) throws IOException, InterruptedException {
        if (isFolder(path)) {
            run("chmod", "-R", "u+rwX", path.toString());
        }
        run("rm", "-rf", path.toString());
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** They are killed with their lab, but a moment later. */
    private void waitForCompilers() throws IOException, InterruptedException {
        run(BuildDirectoryLock.wrap(lock(), List.of("true")).toArray(String[]::new));
    }

    private void run(String... argv) throws IOException, InterruptedException {
        context.runner().run(Command.of(List.of(argv)).timeout(LIMIT)).orThrow();
    }

    /** Make's output folder. */
    Path objects() {
        return build().resolve("objects");
    }

    /** The folder of the canary module. */
    Path canary() {
        return build().resolve("canary");
    }

    /** What makefiles may write to, with {@link #ccache}. */
    Path build() {
        return folder.resolve("build");
    }

    /** Not copied: a copy begins with an empty one. */
    Path ccache() {
        return folder.resolve("ccache");
    }

    /** Makefiles may read it. */
    Path state() {
        return folder.resolve("state");
    }

    /** The folder of the lock that make and its compilers hold. The same one for the folder and its copy. */
    Path lock() {
        return besideFolder(".lock");
    }

    private Path aside() {
        return besideFolder(".aside");
    }

    private Path besideFolder(String suffix) {
        return folder.resolveSibling(folder.getFileName() + suffix);
    }

    /** Set while make runs. */
    InProgressMarker marker() {
        return new InProgressMarker(state().resolve("busy"));
    }

    /** Whether a build has ended here before. */
    boolean isBuilt() {
        return Files.exists(steps());
    }

    /** Whether the last .config was made of these: with others all objects differ. */
    boolean hasSettings(String lines) throws IOException {
        return Files.exists(settings()) && Files.readString(settings()).equals(lines);
    }

    /** What the last .config was made of. */
    Path settings() {
        return state().resolve("settings");
    }

    /** Whether make has ended here since a source was written. */
    boolean isBuiltSince(FileTime written) throws IOException {
        return isBuilt() && Files.getLastModifiedTime(steps()).compareTo(written) > 0;
    }

    /** The number of steps of the first build; its date is that of the last one. */
    Path steps() {
        return state().resolve("steps");
    }

    /**
     * A file that make left, for reading.
     *
     * @throws KernelBuildException if a makefile left something else in its place
     */
    Path requirePlainFile(Path file) throws IOException, KernelBuildException {
        requireFolder(file.resolveSibling(""));
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            boolean missing = Files.notExists(file, LinkOption.NOFOLLOW_LINKS);
            throw refuse(file, missing ? "is missing" : "is no plain file, and is not read");
        }
        if (Files.size(file) > MAX_FILE_MIB << 20) {
            throw refuse(file, "has " + (Files.size(file) >> 20) + " MiB, limit " + MAX_FILE_MIB + " MiB");
        }
        return file;
    }

    /**
     * Refuses a link in place of the folder, and of each folder above it that makefiles can replace.
     *
     * @throws KernelBuildException if a makefile left something else in its place
     */
    void requireFolder(Path path) throws KernelBuildException {
        Path current = build();
        for (Path name : build().relativize(path)) {
            current = current.resolve(name);
            if (!isFolder(current)) {
                throw refuse(current, "is no folder, and is not entered");
            }
        }
    }

    private KernelBuildException refuse(Path path, String reason) {
        return new KernelBuildException(new KernelBuild.BuildFailed(
                "the build's " + build().relativize(path) + " " + reason + ": the kernel's makefiles left it so"));
    }
}
