// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.vc4lab.source.Sha256;

/**
 * The classes of the lab: results depend on the code that made them.
 *
 * @param checksums of the class files, by their path
 */
public record LabCode(Map<String, String> checksums) {
    private static final String ROOT = "org/vc4lab/";
    /** No code of a trial can use these packages, as ArchitectureTest checks. */
    private static final Set<String> PACKAGES_ABOVE_LAB =
            Set.of("bisect", "cli", "debug", "explore", "intake", "junit", "matrix", "report", "shrink", "trace");

    /** Empty until it is asked for. */
    private static final AtomicReference<@Nullable LabCode> RUNNING = new AtomicReference<>();

    /** That of this process. */
    public static LabCode running() throws IOException {
        LabCode known = RUNNING.get();
        if (known == null) {
            CodeSource source = LabCode.class.getProtectionDomain().getCodeSource();
            Path location = Path.of(URI.create(source.getLocation().toString()));
            known = Files.isDirectory(location) ? read(location) : readJar(location);
            RUNNING.set(known);
        }
        return known;
    }

    static LabCode read(Path classes) throws IOException {
        Map<String, String> checksums = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(classes.resolve(ROOT))) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                CRC32 checksum = new CRC32();
                checksum.update(bytes);
                checksums.put(classes.relativize(file).toString(), describe(checksum.getValue(), bytes.length));
            }
        }
        return new LabCode(checksums);
    }

    /**
     * A jar has the checksums of its files in its directory: to hash them takes a quarter of a second at each start.
     */
    static LabCode readJar(Path jar) throws IOException {
        Map<String, String> checksums = new TreeMap<>();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            zip.stream()
                    .filter(entry -> entry.getName().startsWith(ROOT) && !entry.isDirectory())
                    .forEach(entry -> checksums.put(entry.getName(), describe(entry.getCrc(), entry.getSize())));
        }
        return new LabCode(checksums);
    }

    private static String describe(long checksum, long bytes) {
        return Long.toHexString(checksum) + " " + bytes;
    }

    /** Of the code that runs and judges trials: if any of it changes, they run again. */
    public String hash() {
        return hash(packageName -> !PACKAGES_ABOVE_LAB.contains(packageName));
    }

    /** Of one of the packages that no trial uses. */
    public String hashOf(String packageName) {
        return hash(packageName::equals);
    }

    private String hash(Predicate<String> includes) {
        return Sha256.of(checksums.entrySet().stream()
                .filter(file -> includes.test(packageOf(file.getKey())))
                .map(file -> file.getKey() + " " + file.getValue() + "\n")
                .collect(Collectors.joining()));
    }

    private static String packageOf(String file) {
        return file.substring(ROOT.length()).replaceFirst("/.*", "");
    }
}
