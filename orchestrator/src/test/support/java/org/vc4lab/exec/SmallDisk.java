// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.commons.io.file.PathUtils;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/**
 * A file system in memory that a test can fill. It is mounted in a namespace of its own, so that no privilege is needed
 * and no mount is left, and reached through the folder of the process that keeps the namespace.
 */
public final class SmallDisk implements AutoCloseable {
    private static final int PAGE = 4096;
    private static final int PAGES = 64;
    private static final int FILES = 64;
    private static final String SCRIPT = "mount -t tmpfs -o size=" + PAGES * PAGE + ",nr_inodes=" + FILES
            + " none \"$1\" && echo \"mounted $$\" && exec tail -f /dev/null";

    private final RunningProcess mounted;
    private final Path root;

    private SmallDisk(RunningProcess mounted, Path root) {
        this.mounted = mounted;
        this.root = root;
    }

    /** Something that writes to the disk. */
    @FunctionalInterface
    public interface Attempt {
        void write(Path folder) throws Exception;
    }

    /** Without the right to make namespaces, the test is skipped with a line that says so. */
    public static SmallDisk orSkip(Path mountPoint) throws IOException {
        RunningProcess process = new ProcessRunner()
                .start(Command.of("unshare", "-rm", "sh", "-c", SCRIPT, "small-disk", mountPoint.toString())
                        .timeout(Duration.ofHours(1)));
        Awaitility.await("mount")
                .until(() -> !process.isAlive() || !process.output().isEmpty());
        String line = String.join(" ", process.output());
        if (!line.startsWith("mounted ")) {
            process.close();
            System.out.println("SKIPPED, no disk to fill: " + line);
            Assumptions.abort(line);
        }
        return new SmallDisk(process, Path.of("/proc", line.split(" ", 2)[1], "root" + mountPoint));
    }

    /**
     * Writes with no room, then with room for one page more each time, until all can be written; then the same with
     * files.
     *
     * @param whenFull gets an empty folder; an {@link IOException} ends it, unless it makes room itself and goes on
     * @param afterwards gets the same folder, on a disk that has room again
     */
    public void fillAtEachWrite(Attempt whenFull, Attempt afterwards) throws Exception {
        for (Resource resource : Resource.values()) {
            int free = 0;
            while (isFull(resource, free, whenFull, afterwards)) {
                free++;
            }
        }
    }

    private enum Resource {
        PAGES,
        FILES
    }

    private boolean isFull(Resource resource, int free, Attempt whenFull, Attempt afterwards) throws Exception {
        Path folder = Files.createDirectory(root.resolve("tested"));
        fill(resource, free);
        try {
            try {
                whenFull.write(folder);
            } catch (IOException full) {
                makeRoom();
            }
            boolean full = !Files.exists(filler());
            makeRoom();
            afterwards.write(folder);
            PathUtils.delete(folder);
            return full;
        } catch (Exception | AssertionError failure) {
            throw new AssertionError("with " + free + " free " + resource, failure);
        }
    }

    /** Empties the disk but for what is tested. */
    public void makeRoom() throws IOException {
        if (Files.exists(filler())) {
            PathUtils.delete(filler());
        }
    }

    private Path filler() {
        return root.resolve("filler");
    }

    private void fill(Resource resource, int free) throws IOException {
        Path filler = Files.createDirectory(filler());
        if (resource == Resource.PAGES) {
            long bytes = Files.getFileStore(root).getUsableSpace() - (long) free * PAGE;
            Files.write(filler.resolve("pages"), new byte[(int) bytes]);
            return;
        }
        int number = 0;
        try {
            while (true) {
                Files.createFile(filler.resolve(Integer.toString(number)));
                number++;
            }
        } catch (IOException full) {
            for (int last = number - 1; last >= number - free; last--) {
                Files.delete(filler.resolve(Integer.toString(last)));
            }
        }
    }

    @Override
    public void close() {
        mounted.close();
    }
}
