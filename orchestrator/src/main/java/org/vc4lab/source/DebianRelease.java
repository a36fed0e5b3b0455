// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

/**
 * The signed text of a suite's InRelease, with the hashes of its indices.
 *
 * @param suite the suite that was requested
 */
record DebianRelease(String suite, String text) {
    private static final Pattern NAME = Pattern.compile("(?m)^(?:Suite|Codename): (\\S+)$");
    private static final Pattern INDEX = Pattern.compile("(?m)^ ([0-9a-f]{64}) +\\d+ (\\S+)$");

    /** Checks the signature with gpgv, and returns only what is signed. */
    static DebianRelease verify(String suite, Path inRelease, String keyring, ProcessRunner runner)
            throws IOException, InterruptedException {
        if (!Files.isReadable(Path.of(keyring))) {
            throw new IOException(
                    "the keys of the archive are missing: " + keyring + "; install debian-archive-keyring, or set "
                            + DebianArchive.KEYRING_VARIABLE + " to a file with other keys");
        }
        Path signed = inRelease.resolveSibling(inRelease.getFileName() + ".signed");
        requireSigned(
                keyring,
                runner.run(Command.of(
                        "gpgv",
                        "--keyring",
                        Path.of(keyring).toAbsolutePath().toString(),
                        "--output",
                        signed.toString(),
                        inRelease.toString())));
        DebianRelease release = new DebianRelease(suite, Files.readString(signed));
        List<String> names = NAME.matcher(release.text())
                .results()
                .map(name -> name.group(1))
                .toList();
        if (!names.contains(suite)) {
            throw new IOException("the signed release is not that of " + suite + ", but of " + names);
        }
        return release;
    }

    static void requireSigned(String keyring, CommandResult gpgv) throws IOException {
        if (gpgv.status() == 127) {
            throw new IOException("the signature cannot be checked without gpgv; install gpgv");
        }
        if (!gpgv.succeeded()) {
            throw new IOException("not signed by a key of " + keyring + "; " + gpgv.describe());
        }
    }

    /** Fails if a file is not the index that the release lists. */
    void requireIndex(String name, Path file) throws IOException {
        String actual = Sha256.of(file);
        boolean listed = INDEX.matcher(text)
                .results()
                .filter(index -> index.group(2).equals(name))
                .map(index -> index.group(1))
                .anyMatch(actual::equals);
        if (!listed) {
            throw new IOException("its SHA-256 is " + actual + ", which is not that of " + name
                    + " in the signed release of " + suite);
        }
    }
}
