// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.Store;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.Guest;
import org.vc4lab.guest.GuestExit;
import org.vc4lab.guest.Launcher;
import org.vc4lab.guest.Machine;
import org.vc4lab.guest.ReadyGuest;

/**
 * Machines that have booted and wait for a scenario, as entries of the store. An entry has a guest's RAM, in which a
 * foreign kernel may have left anything, so that other hosts get those of the lab's own kernels only. The RAM is a file
 * of 2 GiB with few pages in it: it is packed in the entry, and unpacked once for each process that uses it.
 */
public final class BootSnapshots {
    private static final System.Logger LOG = System.getLogger(BootSnapshots.class.getName());
    private static final String KIND = "boot";

    private static final String PACKED = "ram.tar";
    private static final long NEEDED_MIB = 512;

    private final Store store;
    private final ProcessRunner runner;
    private final Launcher launcher;
    private final Map<String, KnownBoot> boots = new ConcurrentHashMap<>();

    public BootSnapshots(Store store, ProcessRunner runner, Launcher launcher) {
        this.store = store;
        this.runner = runner;
        this.launcher = launcher;
    }

    /** What this process knows of the boot of these inputs; it is its own lock. */
    private static final class KnownBoot {
        /** Empty as long as it is not known; the inner one is empty if the machine does not get ready. */
        private Optional<Optional<ReadyGuest>> ready = Optional.empty();

        private String problem = "";
    }

    /** Creates a machine that boots, and its initial ramdisk, in a folder. */
    @FunctionalInterface
    interface BootFactory {
        Machine create(Path folder) throws IOException;
    }

    /** A machine that does not come to the point. */
    private static final class NotReadyException extends Exception {
        private static final long serialVersionUID = 1L;

        NotReadyException(String reason) {
            super(reason);
        }
    }

    /**
     * The machine of these inputs when it was ready for its scenario; it is booted now if no trial has done so before.
     *
     * @param inputs all that a boot depends on
     * @param shareable whether other hosts may get it
     * @return empty if it does not get there, or cannot be saved: then each trial boots, and shows why
     */
    Optional<ReadyGuest> getOrBoot(CacheKey inputs, boolean shareable, BootFactory factory)
            throws IOException, InterruptedException {
        KnownBoot boot = knownBoot(inputs);
        synchronized (boot) {
            if (boot.ready.isEmpty()) {
                boot.ready = Optional.of(findOrBoot(inputs, shareable, factory, boot));
            }
            return boot.ready.get();
        }
    }

    /** Why {@link #getOrBoot} had no machine of these inputs; empty if it had one, or was not asked. */
    String problemOf(CacheKey inputs) throws IOException {
        KnownBoot boot = knownBoot(inputs);
        synchronized (boot) {
            return boot.problem;
        }
    }

    private KnownBoot knownBoot(CacheKey inputs) throws IOException {
        inputs.addText("code", LabCode.running().hash()); // it decides which devices there are
        return boots.computeIfAbsent(inputs.id(), id -> new KnownBoot());
    }

    private Optional<ReadyGuest> findOrBoot(CacheKey inputs, boolean shareable, BootFactory factory, KnownBoot boot)
            throws IOException, InterruptedException {
        try {
            Path entry = store.getOrBuild(KIND, inputs, shareable, out -> boot(factory, out));
            return Optional.of(new ReadyGuest(unpack(entry), entry, false));
        } catch (NotReadyException | IOException failure) {
            boot.problem = String.valueOf(failure.getMessage());
            LOG.log(Level.DEBUG, "trials boot, as there is no snapshot: {0}", boot.problem);
            return Optional.empty();
        }
    }

    private void boot(BootFactory factory, Path out) throws IOException, InterruptedException, NotReadyException {
        store.requireSpace(NEEDED_MIB, "a booted machine");
        Path folder = store.createTempFolder();
        Path ram = folder.resolve(ReadyGuest.RAM);
        Machine machine = factory.create(folder).stoppingWhenReady().withMemory(new Machine.MemoryFile(ram, true));
        try {
            try (Guest guest = Guest.start(machine, launcher)) {
                Optional<GuestExit> early = guest.awaitReady();
                if (early.isPresent()) {
                    throw new NotReadyException("not ready: " + early.get());
                }
                guest.save(folder.resolve(ReadyGuest.STATE));
                ReadyGuest.copyFiles(folder, out); // the witness writes more when QEMU ends
                guest.quit();
            }
            pack(ram, out);
        } finally {
            Files.deleteIfExists(ram);
        }
    }

    /** Runs a machine to the point at which it is saved, and leaves it stopped there. */
    @FunctionalInterface
    interface MachineAdvance {
        void run(Guest guest) throws IOException, InterruptedException;
    }

    /** A saved machine at a later point; it lives as long as this process. */
    ReadyGuest advance(ReadyGuest saved, BootFactory factory, MachineAdvance toPoint)
            throws IOException, InterruptedException {
        Path folder = store.createTempFolder();
        Machine machine = withOwnRam(factory.create(folder), saved);
        Path files = store.createTempFolder();
        try (Guest guest = Guest.restore(machine, saved, launcher)) {
            toPoint.run(guest);
            saveState(guest, files);
            guest.quit();
        }
        return new ReadyGuest(requireRam(folder.resolve(ReadyGuest.RAM)), files, true);
    }

    /** A machine that goes on from a saved one, and that {@link #save} can save. */
    Machine withOwnRam(Machine machine, ReadyGuest saved) throws IOException, InterruptedException {
        store.requireSpace(NEEDED_MIB, "a machine within its scenario");
        return machine.withMemory(new Machine.MemoryFile(copyRam(saved.ram(), machine.folder()), true));
    }

    /** Saves a machine where it is stopped; it can go on there. What is saved lives as long as this process. */
    ReadyGuest save(Guest guest) throws IOException, InterruptedException {
        store.requireSpace(NEEDED_MIB, "a machine within its scenario");
        Path folder = store.createTempFolder();
        ReadyGuest saved = new ReadyGuest(folder.resolve(ReadyGuest.RAM), store.createTempFolder(), true);
        try {
            saveState(guest, saved.folder());
            requireRam(copyRam(guest.machine().folder().resolve(ReadyGuest.RAM), folder));
            return saved;
        } catch (IOException | InterruptedException | RuntimeException failed) {
            delete(saved);
            throw failed;
        }
    }

    private static void saveState(Guest guest, Path files) throws IOException, InterruptedException {
        Path state = guest.machine().folder().resolve(ReadyGuest.STATE);
        guest.save(state);
        ReadyGuest.copyFiles(guest.machine().folder(), files);
        Files.delete(state);
    }

    /** A confined emulator that still runs may leave a link in its place at any time, which is copied as one. */
    private Path copyRam(Path ram, Path folder) throws IOException, InterruptedException {
        Path copy = folder.resolve(ReadyGuest.RAM);
        Command command = Command.of(
                "cp", "--sparse=always", "--no-dereference", requireRam(ram).toString(), copy.toString());
        runner.run(command).orThrow();
        return copy;
    }

    /** Writes a machine within its scenario into an entry of the store. */
    void write(ReadyGuest saved, Path entry) throws IOException, InterruptedException {
        store.requireSpace(NEEDED_MIB, "a machine within its scenario");
        ReadyGuest.copyFiles(saved.folder(), entry);
        pack(saved.ram(), entry);
    }

    /** Reads what {@link #write} has written; it lives as long as this process. */
    ReadyGuest read(Path entry) throws IOException, InterruptedException {
        ReadyGuest saved = new ReadyGuest(unpack(entry), store.createTempFolder(), true);
        try {
            ReadyGuest.copyFiles(entry, saved.folder());
            return saved;
        } catch (IOException | RuntimeException failed) {
            delete(saved);
            throw failed;
        }
    }

    /** Deletes what {@link #advance} or {@link #save} saved, or {@link #read} has read. */
    static void delete(ReadyGuest saved) throws IOException {
        try {
            PathUtils.delete(saved.ram().resolveSibling(""));
        } finally {
            PathUtils.delete(saved.folder());
        }
    }

    /** For a machine that goes on from one of these, and leaves nothing that is kept. */
    Path createTempFolder() throws IOException {
        return store.createTempFolder();
    }

    private void pack(Path ram, Path entry) throws IOException, InterruptedException {
        String folder = ram.resolveSibling("").toString();
        tar("-C", folder, "-cSf", entry.resolve(PACKED).toString(), ReadyGuest.RAM);
    }

    private Path unpack(Path entry) throws IOException, InterruptedException {
        store.requireSpace(NEEDED_MIB, "the RAM of a booted machine");
        Path folder = store.createTempFolder();
        tar("-C", folder.toString(), "-xf", entry.resolve(PACKED).toString());
        return requireRam(folder.resolve(ReadyGuest.RAM));
    }

    /** A confined emulator may have left anything in its place, and the next one would be given what a link names. */
    private static Path requireRam(Path ram) throws IOException {
        if (!Files.isRegularFile(ram, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("not the RAM of a machine: " + ram);
        }
        return ram;
    }

    private void tar(String... arguments) throws IOException, InterruptedException {
        runner.run(Command.of("tar", arguments)).orThrow();
    }
}
