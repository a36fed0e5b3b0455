// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.exec.ProcessRunner;

/**
 * Gets pinned files from a folder of {@code VC4LAB_SOURCES}, the cache or the archive. Each file has the pinned hash.
 */
public final class PinnedFileRepository {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration STALL = Duration.ofSeconds(60);

    private final LocalFileIndex folders;
    private final DebianArchive archive;
    private final HttpDownloader httpDownloader;
    private final Path cache;
    private final Path scratch;

    /**
     * @param cache folder of downloads, by their hash
     * @param scratch folder of incomplete downloads, on the same file system
     */
    public PinnedFileRepository(Map<String, String> environment, ProcessRunner runner, Path cache, Path scratch) {
        this(environment, new DebianArchive(environment, runner), new HttpDownloader(PAUSE, STALL), cache, scratch);
    }

    PinnedFileRepository(
            Map<String, String> environment,
            DebianArchive archive,
            HttpDownloader httpDownloader,
            Path cache,
            Path scratch) {
        this.folders = LocalFileIndex.of(environment);
        this.archive = archive;
        this.httpDownloader = httpDownloader;
        this.cache = cache;
        this.scratch = scratch;
    }

    /** The path of the file, which must not be changed: it may be in a folder of the user. */
    public Path get(PinnedFile pinned, DownloadListener downloadListener) throws IOException, InterruptedException {
        Optional<Path> localFile = folders.find(pinned);
        if (localFile.isPresent()) {
            return localFile.get();
        }
        Path cached = cache.resolve(pinned.sha256()).resolve(pinned.fileName());
        if (Files.isRegularFile(cached)) {
            if (Sha256.of(cached).equals(pinned.sha256())) {
                return cached;
            }
            Files.delete(cached);
        }
        return download(pinned, cached, downloadListener);
    }

    private Path download(PinnedFile pinned, Path cached, DownloadListener downloadListener)
            throws IOException, InterruptedException {
        URI address = archive.root().resolve(pinned.pool());
        Files.createDirectories(cached.getParent());
        Path fresh = scratch.resolve(pinned.sha256());
        try {
            httpDownloader.download(address, fresh, pinned.fileName(), downloadListener);
        } catch (IOException failed) {
            throw new SourceException(
                    pinned.fileName() + " cannot be had: " + address + ": " + reasonOf(failed) + "; "
                            + folders.describe() + " had no file with this hash. " + advice(pinned),
                    failed);
        }
        String actualHash = Sha256.of(fresh);
        if (!actualHash.equals(pinned.sha256())) {
            Files.delete(fresh);
            throw new SourceException(
                    "wrong hash: " + address + ": expected SHA-256 " + pinned.sha256() + ", got " + actualHash
                            + ". The archive's file is not the pinned one. " + advice(pinned),
                    null);
        }
        return Files.move(fresh, cached, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String reasonOf(IOException failed) {
        return failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
    }

    private static String advice(PinnedFile pinned) {
        return "Set " + DebianArchive.VARIABLE + " to another archive, or put the file (SHA-256 " + pinned.sha256()
                + ") into a folder and name it in " + LocalFileIndex.VARIABLE;
    }
}
