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

/**
 * Which source packages Debian's archive lists, and whether it really has their files: some that are listed are gone.
 */
public final class SourceIndex {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration STALL = Duration.ofSeconds(60);
    private static final String NAME = "Package: ";
    private static final String FOLDER = "Directory: ";
    private static final String HASHES = "Checksums-Sha256:";

    private final Archive archive;
    private final Download download = new Download(PAUSE, STALL);
    private final Path scratch;

    /** @param scratch a folder for the index while it is read */
    public SourceIndex(Map<String, String> environment, ProcessRunner runner, Path scratch) {
        this.archive = new Archive(environment, runner);
        this.scratch = scratch;
    }

    /**
     * The upstream tarballs of a package that a suite lists, in the order of the index.
     *
     * @param suite such as "bookworm"
     */
    public List<Pinned> tarballs(String sourcePackage, String suite, Transfer transfer)
            throws IOException, InterruptedException {
        String path = "dists/" + suite + "/main/source/Sources.xz";
        Path file = Files.createTempFile(scratch, "sources", ".xz");
        Files.delete(file);
        try {
            download.get(archive.root().resolve(path), file, "sources of " + suite, transfer);
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                    new XZCompressorInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
                return read(lines, sourcePackage);
            }
        } catch (IOException failed) {
            throw new IOException(
                    archive.root().resolve(path) + ": " + failed.getMessage() + "; set " + Archive.VARIABLE
                            + " to another archive",
                    failed);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Whether the archive has the file, and not only says so. */
    public boolean answers(Pinned file) throws IOException, InterruptedException {
        return download.answers(archive.root().resolve(file.pool()));
    }

    /** Paragraphs of fields; the lines of a field of several begin with a space. */
    private static List<Pinned> read(BufferedReader lines, String wanted) throws IOException {
        List<Pinned> found = new ArrayList<>();
        List<String> paragraph = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isEmpty()) {
                paragraph.add(line);
                continue;
            }
            addTarball(paragraph, wanted, found);
            paragraph.clear();
        }
        addTarball(paragraph, wanted, found);
        return found;
    }

    private static void addTarball(List<String> paragraph, String wanted, List<Pinned> found) {
        if (!paragraph.contains(NAME + wanted)) {
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
                Pinned tarball = new Pinned(folder + "/" + words[2], words[0]);
                if (!found.contains(tarball)) {
                    found.add(tarball);
                }
            }
        }
    }
}
