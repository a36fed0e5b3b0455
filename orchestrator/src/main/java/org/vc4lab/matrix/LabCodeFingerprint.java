// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vc4lab.lab.judge.Judge;
import org.vc4lab.source.Sha256;

/** Hash of the code that runs and judges trials, an input of every trial: a changed judge or log parser reruns them. */
public final class LabCodeFingerprint {
    private static final List<String> PACKAGES = List.of("lab", "guest", "kernellog", "exec");
    private static final String ROOT = "org/vc4lab/";

    private LabCodeFingerprint() {}

    public static String hash() throws IOException {
        CodeSource source = Judge.class.getProtectionDomain().getCodeSource();
        Path codeLocation = Path.of(URI.create(source.getLocation().toString()));
        if (Files.isDirectory(codeLocation)) {
            return hash(codeLocation);
        }
        try (FileSystem jar = FileSystems.newFileSystem(codeLocation, Map.of())) {
            return hash(jar.getPath("/"));
        }
    }

    private static String hash(Path classes) throws IOException {
        StringBuilder listing = new StringBuilder();
        for (String name : PACKAGES) {
            Path folder = classes.resolve(ROOT + name);
            try (Stream<Path> walk = Files.walk(folder)) {
                for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
                    listing.append(name)
                            .append('/')
                            .append(folder.relativize(file))
                            .append(' ');
                    listing.append(Sha256.of(file)).append('\n');
                }
            }
        }
        return Sha256.of(listing.toString());
    }
}
