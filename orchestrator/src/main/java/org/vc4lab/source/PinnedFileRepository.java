// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import java.io.File;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.source.DebianArchive.DownloadListener;

/**
 * Gets pinned files from a folder of {@code VC4LAB_SOURCES}, the cache or the archive. Each file has the pinned hash.
 * In the folders it is found by its hash, whatever its name.
 */
public final class PinnedFileRepository {
    static final String VARIABLE = "VC4LAB_SOURCES";
    private static final System.Logger LOG = System.getLogger(PinnedFileRepository.class.getName());

    private final List<Path> folders;
    private final Map<Path, String> hashes = new ConcurrentHashMap<>();
    private final DebianArchive archive;
    private final HttpDownloader httpDownloader;
    private final Path cache;
    private final Path scratch;

    /**
     * @param cache folder of downloads, by their hash
     * @param scratch folder of incomplete downloads, on the same file system
     */
    public PinnedFileRepository(Map<String, String> environment, ProcessRunner runner, Path cache, Path scratch) {
        this(environment, runner, new HttpDownloader(), cache, scratch);
    }

    PinnedFileRepository(
            Map<String, String> environment,
            ProcessRunner runner,
            HttpDownloader httpDownloader,
            Path cache,
            Path scratch) {
        this.folders = Stream.of(environment.getOrDefault(VARIABLE, "").split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .toList();
        this.archive = new DebianArchive(environment, runner);
        this.httpDownloader = httpDownloader;
        this.cache = cache;
        this.scratch = scratch;
    }

    public DebianArchive archive() {
        return archive;
    }

    /** The file, if it is on this machine. It must not be changed: it may be in a folder of the user. */
    public Optional<Path> find(PinnedFile pinned) throws IOException {
        Path cached = cachePath(pinned);
        Optional<Path> found = findLocally(pinned);
        if (found.isEmpty() && Files.isRegularFile(cached)) {
            if (Sha256.of(cached).equals(pinned.sha256())) {
                return Optional.of(cached);
            }
            LOG.log(Level.DEBUG, "{0} is damaged, and is deleted", cached);
            Files.delete(cached);
        }
        return found;
    }

    private Path cachePath(PinnedFile pinned) {
        return cache.resolve(pinned.sha256()).resolve(pinned.fileName());
    }

    /** Files with the pinned name are hashed first. */
    private Optional<Path> findLocally(PinnedFile pinned) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path folder : folders) {
            files.addAll(listFiles(folder));
        }
        files.sort(Comparator.comparing(file -> !file.endsWith(pinned.fileName())));
        for (Path file : files) {
            if (hashOf(file).equals(pinned.sha256())) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    private static List<Path> listFiles(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(VARIABLE + " names a folder that is not there: " + folder);
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(Files::isReadable)
                    .sorted()
                    .toList();
        }
    }

    private String hashOf(Path file) throws IOException {
        String cached = hashes.get(file);
        if (cached != null) {
            return cached;
        }
        String hash = Sha256.of(file);
        hashes.put(file, hash);
        return hash;
    }

    /** Downloads the file to the cache. */
    public Path download(PinnedFile pinned, DownloadListener downloadListener)
            throws IOException, InterruptedException {
        Path cached = cachePath(pinned);
        URI address = archive.root().resolve(pinned.pool());
        Files.createDirectories(cached.getParent());
        Path fresh = scratch.resolve(pinned.sha256());
        try {
            httpDownloader.download(address, fresh, pinned.fileName(), downloadListener);
        } catch (IOException failed) {
            String reason = failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
            String searched =
                    folders.isEmpty() ? VARIABLE + " names no folder" : "the folders of " + VARIABLE + " " + folders;
            throw new IOException(
                    pinned.fileName() + " cannot be had: " + address + ": " + reason + "; " + searched
                            + " had no file with this hash. " + advice(pinned),
                    failed);
        }
        String actualHash = Sha256.of(fresh);
        if (!actualHash.equals(pinned.sha256())) {
            Files.delete(fresh);
            throw new IOException("wrong hash: " + address + ": expected SHA-256 " + pinned.sha256() + ", got "
                    + actualHash + ". The archive's file is not the pinned one. " + advice(pinned));
        }
        return Files.move(fresh, cached, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String advice(PinnedFile pinned) {
        return "Set " + DebianArchive.VARIABLE + " to another archive, or put the file (SHA-256 " + pinned.sha256()
                + ") into a folder and name it in " + VARIABLE;
    }
}
