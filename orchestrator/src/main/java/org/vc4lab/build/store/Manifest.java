// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vc4lab.source.Sha256;

/**
 * The inputs and files of an entry of the store. A text file in the entry: a line "input NAME VALUE" for each input, a
 * line "file SHA256 SIZE MTIME PATH" for each file, and the last line "end".
 */
public record Manifest(Map<String, String> inputs, List<ManifestFile> members) {
    static final String NAME = "manifest";
    private static final String END = "end";
    private static final Pattern INPUT = Pattern.compile("(?s)input (\\S+) (.*)");
    private static final Pattern FILE = Pattern.compile("file ([0-9a-f]{64}) (\\d{1,18}) (-?[0-8]?\\d{1,18}) ([^\0]+)");

    /** A file of the entry as it was stored. */
    record ManifestFile(String sha256, long size, long modifiedNanos, String path) {
        static ManifestFile of(Path folder, Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new ManifestFile(
                    Sha256.of(file),
                    attributes.size(),
                    attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                    folder.relativize(file).toString());
        }

        boolean matchesMetadata(Path folder) throws IOException {
            try {
                BasicFileAttributes current = Files.readAttributes(folder.resolve(path), BasicFileAttributes.class);
                return current.isRegularFile()
                        && current.size() == size
                        && current.lastModifiedTime().to(TimeUnit.NANOSECONDS) == modifiedNanos;
            } catch (NoSuchFileException missing) {
                return false;
            }
        }

        boolean matchesContent(Path folder) throws IOException {
            Path file = folder.resolve(path);
            return Files.isRegularFile(file) && Sha256.of(file).equals(sha256);
        }

        String toLine() {
            return "file " + sha256 + " " + size + " " + modifiedNanos + " " + path;
        }
    }

    public static Manifest of(Path folder, Map<String, String> inputs) throws IOException {
        List<ManifestFile> members = new ArrayList<>();
        for (Path file : CacheKey.listFiles(folder)) {
            members.add(ManifestFile.of(folder, file));
        }
        return new Manifest(new TreeMap<>(inputs), members);
    }

    public void writeTo(Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        inputs.forEach((name, value) -> lines.add("input " + name + " " + value));
        members.forEach(manifestFile -> lines.add(manifestFile.toLine()));
        lines.add(END);
        Files.write(folder.resolve(NAME), lines);
    }

    /** The manifest of an entry; empty if there is none, or if it is damaged. */
    public static Optional<Manifest> read(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return parse(Files.readAllLines(file));
        } catch (MalformedInputException damaged) {
            return Optional.empty();
        }
    }

    private static Optional<Manifest> parse(List<String> lines) {
        int last = lines.size() - 1;
        if (last < 0 || !lines.get(last).equals(END)) {
            return Optional.empty();
        }
        Map<String, String> inputs = new TreeMap<>();
        List<ManifestFile> members = new ArrayList<>();
        for (String line : lines.subList(0, last)) {
            Matcher input = INPUT.matcher(line);
            Matcher member = FILE.matcher(line);
            if (input.matches()) {
                inputs.put(input.group(1), input.group(2));
            } else if (member.matches()) {
                members.add(new ManifestFile(
                        member.group(1),
                        Long.parseLong(member.group(2)),
                        Long.parseLong(member.group(3)),
                        member.group(4)));
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(new Manifest(inputs, members));
    }

    /** Whether all files still have the size and the date with which they were stored. */
    public boolean matchesMetadata(Path folder) throws IOException {
        return findDamaged(folder, Comparison.METADATA).isEmpty();
    }

    /** When the newest file of an entry was written. The manifest's own date is that of the last use. */
    static Instant createdAt(Path folder) throws IOException {
        Instant newest = Instant.EPOCH;
        for (Path file : CacheKey.listFiles(folder)) {
            Instant written = Files.getLastModifiedTime(file).toInstant();
            newest = !file.endsWith(NAME) && written.isAfter(newest) ? written : newest;
        }
        return newest;
    }

    /** The files that have changed since they were stored. */
    List<String> findDamaged(Path folder, Comparison comparison) throws IOException {
        List<String> damaged = new ArrayList<>();
        for (ManifestFile manifestFile : members) {
            boolean unchanged = comparison == Comparison.CONTENT
                    ? manifestFile.matchesContent(folder)
                    : manifestFile.matchesMetadata(folder);
            if (!unchanged) {
                damaged.add(manifestFile.path());
            }
        }
        return damaged;
    }

    /** What of an entry is compared with its manifest. */
    public enum Comparison {
        /** Sizes and dates. */
        METADATA,
        /** Every byte, which takes minutes in a large store. */
        CONTENT
    }
}
