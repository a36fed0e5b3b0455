// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;

/**
 * Debian's main archive: the one at the address in {@code VC4LAB_ARCHIVE}, or that from which apt gets this machine's
 * packages. It no longer has all files that its index lists.
 */
public record DebianArchive(Map<String, String> environment, ProcessRunner runner) {
    /** The environment variable that overrides apt's archive. */
    public static final String VARIABLE = "VC4LAB_ARCHIVE";

    /** The environment variable that overrides Debian's keys. */
    static final String KEYRING_VARIABLE = "VC4LAB_ARCHIVE_KEYRING";

    private static final String KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";
    private static final String SOURCES = "main/source/Sources.xz";
    private static final Pattern FOLDER = Pattern.compile("(?m)^Directory: (.*)$");
    /** A line below "Checksums-Sha256:", recognised by the length of the hash. */
    private static final Pattern TARBALL =
            Pattern.compile("(?m)^ ([0-9a-f]{64}) \\d+ (\\S+\\.orig\\.tar\\.[a-z0-9]+)$");

    private static final Command ASK_APT =
            Command.of("apt-get", "indextargets", "--format", "$(ORIGIN)|$(LABEL)|$(REPO_URI)", "Created-By: Packages");

    /** A file that could not be downloaded. */
    public static final class UnreachableException extends IOException {
        private static final long serialVersionUID = 1L;

        UnreachableException(IOException reason) {
            super(reason.getMessage(), reason);
        }
    }

    /** Receives the progress of downloads. */
    public interface DownloadListener {
        /** Bytes of a file have arrived. The total is 0 if the server does not report it. */
        void onProgress(String fileName, long bytes, long total);
    }

    /** The file with the keys of those who may sign an index. */
    public String keyring() {
        return environment.getOrDefault(KEYRING_VARIABLE, KEYRING);
    }

    /** The address of the archive's root; it ends with a slash. */
    public URI root() throws IOException, InterruptedException {
        String configured = environment.getOrDefault(VARIABLE, "");
        String root = configured.isEmpty() ? findInAptSources() : configured;
        URI address;
        try {
            address = new URI(root.endsWith("/") ? root : root + "/");
        } catch (URISyntaxException odd) {
            throw new IOException("not an address of a Debian archive: " + root + "; set " + VARIABLE + " to one", odd);
        }
        if (address.getScheme() == null || !address.getScheme().matches("https?")) {
            throw new IOException("the Debian archive must have an http or https address, not " + address + "; set "
                    + VARIABLE + " to one");
        }
        return address;
    }

    /** Debian's own archive, and not its security archive, which drops old versions. */
    private String findInAptSources() throws IOException, InterruptedException {
        return runner.run(ASK_APT).output().stream()
                .map(line -> line.split("\\|", -1))
                .filter(fields -> fields.length == 3 && fields[2].startsWith("http"))
                .filter(fields -> fields[0].equals("Debian") && fields[1].equals("Debian"))
                .map(fields -> fields[2])
                .findFirst()
                .orElseThrow(() -> new IOException("apt knows no Debian archive (ran: " + ASK_APT
                        + "); run apt-get update, or set " + VARIABLE + " to the address of an archive"));
    }

    /**
     * The upstream tarballs of a package that a suite lists, in the order of the index. The index is signed by Debian.
     *
     * @param suite such as "bookworm"
     * @param scratch a folder for downloads, which its owner deletes
     * @throws UnreachableException if the archive does not have the suite, or not now
     */
    public List<PinnedFile> listTarballs(
            String sourcePackage, String suite, Path scratch, DownloadListener downloadListener)
            throws IOException, InterruptedException {
        String folder = "dists/" + suite + "/";
        Path release = download(folder + "InRelease", scratch, downloadListener);
        Path index = download(folder + SOURCES, scratch, downloadListener);
        try {
            DebianRelease.verify(suite, release, keyring(), runner).requireIndex(SOURCES, index);
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                    new XZCompressorInputStream(Files.newInputStream(index)), StandardCharsets.UTF_8))) {
                return parse(lines, sourcePackage);
            }
        } catch (IOException failed) {
            throw archiveError(folder + SOURCES, failed);
        }
    }

    private Path download(String path, Path scratch, DownloadListener downloadListener)
            throws IOException, InterruptedException {
        Path file = Files.createTempFile(scratch, "index", "");
        Files.delete(file);
        try {
            new HttpDownloader().download(root().resolve(path), file, path, downloadListener);
            return file;
        } catch (IOException failed) {
            throw new UnreachableException(archiveError(path, failed));
        }
    }

    private IOException archiveError(String path, IOException failed) throws IOException, InterruptedException {
        return new IOException(
                root().resolve(path) + ": " + failed.getMessage() + "; set " + DebianArchive.VARIABLE
                        + " to another archive",
                failed);
    }

    /** Whether the archive has the file, and does not only list it. */
    public boolean hasFile(PinnedFile file) throws IOException, InterruptedException {
        try {
            return new HttpDownloader().exists(root().resolve(file.pool()));
        } catch (IOException failed) {
            throw archiveError(file.pool(), failed);
        }
    }

    private static List<PinnedFile> parse(BufferedReader lines, String packageName) throws IOException {
        Set<PinnedFile> tarballs = new LinkedHashSet<>();
        StringBuilder paragraph = new StringBuilder("\n");
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isEmpty()) {
                paragraph.append(line).append('\n');
                continue;
            }
            addTarballs(paragraph.toString(), packageName, tarballs);
            paragraph.setLength(1);
        }
        addTarballs(paragraph.toString(), packageName, tarballs);
        return List.copyOf(tarballs);
    }

    private static void addTarballs(String paragraph, String packageName, Set<PinnedFile> tarballs) {
        Matcher folder = FOLDER.matcher(paragraph);
        if (paragraph.contains("\nPackage: " + packageName + "\n") && folder.find()) {
            TARBALL.matcher(paragraph)
                    .results()
                    .map(file -> new PinnedFile(folder.group(1) + "/" + file.group(2), file.group(1)))
                    .forEach(tarballs::add);
        }
    }
}
