// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.vc4lab.exec.ProcessRunner;

/** The source packages in the index of Debian's archive. The archive no longer has all files that the index lists. */
public final class DebianSourceIndex {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration STALL = Duration.ofSeconds(60);
    private static final String NAME = "Package: ";
    private static final String FOLDER = "Directory: ";
    private static final String HASHES = "Checksums-Sha256:";

    private final DebianArchive archive;
    private final HttpDownloader httpDownloader = new HttpDownloader(PAUSE, STALL);
    private final Path scratch;

    /** @param scratch a folder for the index while it is read */
    public DebianSourceIndex(Map<String, String> environment, ProcessRunner runner, Path scratch) {
        this.archive = new DebianArchive(environment, runner);
        this.scratch = scratch;
    }

    /**
     * The upstream tarballs of a package that a suite lists, in the order of the index.
     *
     * @param suite such as "bookworm"
     */
    public List<PinnedFile> listTarballs(String sourcePackage, String suite, DownloadListener downloadListener)
            throws IOException, InterruptedException {
        String path = "dists/" + suite + "/main/source/Sources.xz";
        Path file = Files.createTempFile(scratch, "sources", ".xz");
        Files.delete(file);
        try {
            httpDownloader.download(archive.root().resolve(path), file, "sources of " + suite, downloadListener);
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                    new XZCompressorInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
                return parse(lines, sourcePackage);
            }
        } catch (IOException failed) {
            throw archiveError(path, failed);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private IOException archiveError(String path, IOException failed) throws IOException, InterruptedException {
        return new IOException(
                archive.root().resolve(path) + ": " + failed.getMessage() + "; set " + DebianArchive.VARIABLE
                        + " to another archive",
                failed);
    }

    /** Whether the archive has the file, and does not only list it. */
    public boolean hasFile(PinnedFile file) throws IOException, InterruptedException {
        try {
            return httpDownloader.exists(archive.root().resolve(file.pool()));
        } catch (IOException failed) {
            throw archiveError(file.pool(), failed);
        }
    }

    /** Paragraphs of fields; continuation lines begin with a space. */
    private static List<PinnedFile> parse(BufferedReader lines, String packageName) throws IOException {
        List<PinnedFile> tarballs = new ArrayList<>();
        List<String> paragraph = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isEmpty()) {
                paragraph.add(line);
                continue;
            }
            addTarball(paragraph, packageName, tarballs);
            paragraph.clear();
        }
        addTarball(paragraph, packageName, tarballs);
        return tarballs;
    }

    private static void addTarball(List<String> paragraph, String packageName, List<PinnedFile> tarballs) {
        if (!paragraph.contains(NAME + packageName)) {
            return;
        }
        String folder = paragraph.stream()
                .filter(line -> line.startsWith(FOLDER))
                .map(line -> line.substring(FOLDER.length()))
                .findFirst()
                .orElse("");
        for (String line : paragraph.subList(paragraph.indexOf(HASHES) + 1, paragraph.size())) {
            String[] words = line.strip().split(" ", -1);
            if (!line.startsWith(" ") || words.length != 3) {
                return;
            }
            if (words[2].matches(".*\\.orig\\.tar\\.[a-z0-9]+")) {
                PinnedFile tarball = new PinnedFile(folder + "/" + words[2], words[0]);
                if (!tarballs.contains(tarball)) {
                    tarballs.add(tarball);
                }
            }
        }
    }
}
