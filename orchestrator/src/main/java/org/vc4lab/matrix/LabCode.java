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
import org.vc4lab.lab.Judge;
import org.vc4lab.source.Sha256;

/** The lab's own code as an input of trials: with another judge or another parser of logs a trial is made again. */
public final class LabCode {
    private static final List<String> PACKAGES = List.of("lab", "guest", "kernellog");
    private static final String ROOT = "org/vc4lab/";

    private LabCode() {}

    /** Equal for equal classes and resources of what runs and judges trials. */
    public static String hash() throws IOException {
        CodeSource source = Judge.class.getProtectionDomain().getCodeSource();
        Path place = Path.of(URI.create(source.getLocation().toString()));
        if (Files.isDirectory(place)) {
            return hash(place);
        }
        try (FileSystem jar = FileSystems.newFileSystem(place, Map.of())) {
            return hash(jar.getPath("/"));
        }
    }

    private static String hash(Path classes) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String name : PACKAGES) {
            Path folder = classes.resolve(ROOT + name);
            try (Stream<Path> walk = Files.walk(folder)) {
                for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
                    all.append(name).append('/').append(folder.relativize(file)).append(' ');
                    all.append(Sha256.of(file)).append('\n');
                }
            }
        }
        return Sha256.of(all.toString());
    }
}
