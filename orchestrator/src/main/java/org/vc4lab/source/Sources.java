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
 * Where pinned files come from: a folder of {@code VC4LAB_SOURCES}, what was got before, or the archive. Whatever it
 * hands out has the pinned hash.
 */
public final class Sources {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration STALL = Duration.ofSeconds(60);

    private final SourceFolders folders;
    private final Archive archive;
    private final Download download;
    private final Path cache;
    private final Path scratch;

    /**
     * @param cache where downloads are kept, under their hash
     * @param scratch where they are written first; on the same file system
     */
    public Sources(Map<String, String> environment, ProcessRunner runner, Path cache, Path scratch) {
        this(environment, new Archive(environment, runner), new Download(PAUSE, STALL), cache, scratch);
    }

    Sources(Map<String, String> environment, Archive archive, Download download, Path cache, Path scratch) {
        this.folders = SourceFolders.of(environment);
        this.archive = archive;
        this.download = download;
        this.cache = cache;
        this.scratch = scratch;
    }

    /** The path of the file; it may stand in a folder of the user's, so that it must not be changed. */
    public Path get(Pinned wanted, Transfer transfer) throws IOException, InterruptedException {
        Optional<Path> atHand = folders.find(wanted);
        if (atHand.isPresent()) {
            return atHand.get();
        }
        Path kept = cache.resolve(wanted.sha256()).resolve(wanted.fileName());
        if (Files.isRegularFile(kept)) {
            if (Sha256.of(kept).equals(wanted.sha256())) {
                return kept;
            }
            Files.delete(kept);
        }
        return fetch(wanted, kept, transfer);
    }

    private Path fetch(Pinned wanted, Path kept, Transfer transfer) throws IOException, InterruptedException {
        URI address = archive.root().resolve(wanted.pool());
        Files.createDirectories(kept.getParent());
        Path fresh = scratch.resolve(wanted.sha256());
        try {
            download.get(address, fresh, wanted.fileName(), transfer);
        } catch (IOException failed) {
            throw new SourceException(
                    wanted.fileName() + " cannot be had: " + address + ": " + reason(failed) + "; " + folders.describe()
                            + " had no file with this hash. " + advice(wanted),
                    failed);
        }
        String got = Sha256.of(fresh);
        if (!got.equals(wanted.sha256())) {
            Files.delete(fresh);
            throw new SourceException(
                    "wrong hash: " + address + ": expected SHA-256 " + wanted.sha256() + ", got " + got
                            + ". The archive's file is not the pinned one. " + advice(wanted),
                    null);
        }
        return Files.move(fresh, kept, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String reason(IOException failed) {
        return failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
    }

    private static String advice(Pinned wanted) {
        return "Set " + Archive.VARIABLE + " to another archive, or put the file (SHA-256 " + wanted.sha256()
                + ") into a folder and name it in " + SourceFolders.VARIABLE;
    }
}
