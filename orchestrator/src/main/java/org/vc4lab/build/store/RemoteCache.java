// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.exec.BoundedCall;

/**
 * Entries of the store that machines share. They are executed and believed, so that only those are used that are signed
 * with the machines' key. A share that fails, lies or stalls costs a note and a build, and no more.
 */
public final class RemoteCache {
    /** The environment variable with its location: a folder, or an http or https address. */
    static final String VARIABLE = "VC4LAB_SHARE";

    private static final System.Logger LOG = System.getLogger(RemoteCache.class.getName());

    private final RemoteStorage storage;
    private final ShareKey shareKey;
    private final TransferLimits limits;
    private final AtomicBoolean stalled = new AtomicBoolean();

    RemoteCache(RemoteStorage storage, ShareKey shareKey, TransferLimits limits) {
        this.storage = storage;
        this.shareKey = shareKey;
        this.limits = limits;
    }

    /**
     * What is accepted from a share.
     *
     * @param transfer time for all of a download or upload
     * @param bytes of a download
     * @param unpackedBytes of an entry
     */
    record TransferLimits(Duration transfer, long bytes, long unpackedBytes, int files) {
        static final TransferLimits DEFAULT = new TransferLimits(Duration.ofMinutes(10), 4L << 30, 16L << 30, 100_000);
    }

    /** The cache that the environment names. None without a key, which is noted. */
    public static Optional<RemoteCache> of(Map<String, String> environment, Progress progress) throws IOException {
        String location = environment.getOrDefault(VARIABLE, "");
        String keyFile = environment.getOrDefault(ShareKey.VARIABLE, "");
        if (location.isEmpty()) {
            return Optional.empty();
        }
        if (keyFile.isEmpty()) {
            progress.note(VARIABLE + " is not used without " + ShareKey.VARIABLE + ", the path of a file with a secret:"
                    + " the share's emulators, kernels, images and results are executed and believed, and without a"
                    + " signature anyone who can write there could change them");
            return Optional.empty();
        }
        return Optional.of(
                new RemoteCache(storageAt(location), ShareKey.read(Path.of(keyFile)), TransferLimits.DEFAULT));
    }

    static RemoteStorage storageAt(String location) throws IOException {
        if (!location.matches("https?://.*")) {
            return new RemoteStorage.DirectoryStorage(Path.of(location).toAbsolutePath());
        }
        try {
            return new RemoteStorage.HttpStorage(URI.create(location.endsWith("/") ? location : location + "/"));
        } catch (IllegalArgumentException odd) {
            throw new IOException(VARIABLE + " is not an address: " + odd.getMessage(), odd);
        }
    }

    /**
     * Downloads an entry to a folder, if the cache has it and it is signed and intact.
     *
     * @param folder an empty one; deleted if there is no entry
     * @param archive a path that does not exist
     */
    boolean fetch(String kind, CacheKey key, Path folder, Path archive, Progress progress)
            throws IOException, InterruptedException {
        String name = nameOf(kind, key);
        boolean usable = false;
        try {
            boolean downloaded = !stalled.get() && transfer(() -> storage.get(name, archive, limits.bytes()));
            LOG.log(Level.DEBUG, "{0} of {1}: {2}", name, storage, downloaded ? "downloaded" : "not there");
            if (downloaded) {
                String problem = unpack(name, key, folder, archive);
                usable = problem.isEmpty();
                if (!usable) {
                    progress.note("the share's " + name + " " + problem + ", and is not used");
                }
            }
        } catch (IOException | IllegalArgumentException failed) { // the latter: a name that is no path
            progress.note("the share does not give " + name + ": " + failed);
        } finally {
            Files.deleteIfExists(archive);
            if (!usable) {
                PathUtils.delete(folder);
            }
        }
        return usable;
    }

    /** Returns the problem, or an empty text. */
    private String unpack(String name, CacheKey key, Path folder, Path archive) throws IOException {
        if (!shareKey.verifyAndStrip(name, archive)) {
            return "is not signed with the key in " + ShareKey.VARIABLE;
        }
        new EntryArchive(archive, limits.unpackedBytes(), limits.files()).unpack(folder);
        Optional<Manifest> manifest = Manifest.read(folder);
        boolean intact = manifest.isPresent()
                && manifest.get().inputs().equals(key.inputs())
                && manifest.get()
                        .findDamaged(folder, Manifest.Comparison.CONTENT)
                        .isEmpty();
        Files.deleteIfExists(folder.resolve(Manifest.NAME));
        return intact ? "" : "is damaged";
    }

    void upload(String kind, CacheKey key, Path entry, Path archive, Progress progress)
            throws IOException, InterruptedException {
        if (stalled.get()) {
            return;
        }
        String name = nameOf(kind, key);
        try {
            new EntryArchive(archive, limits.unpackedBytes(), limits.files()).pack(entry);
            shareKey.sign(name, archive);
            transfer(() -> {
                storage.put(name, archive);
                return true;
            });
            LOG.log(Level.DEBUG, "{0} is uploaded to {1}", name, storage);
        } catch (IOException failed) {
            progress.note("the share does not take " + name + ": " + failed);
        } finally {
            Files.deleteIfExists(archive);
        }
    }

    private static String nameOf(String kind, CacheKey key) {
        return kind + "/" + key.id() + ".tar.gz";
    }

    private boolean transfer(Callable<Boolean> action) throws IOException, InterruptedException {
        try {
            return BoundedCall.run("share", limits.transfer(), action);
        } catch (RuntimeException damaged) { // whatever a share sends costs a build only
            throw new IOException(damaged.toString(), damaged);
        } catch (TimeoutException late) {
            stalled.set(true);
            throw new IOException(
                    "not complete after " + limits.transfer() + "; the share is not used again in this run", late);
        }
    }
}
