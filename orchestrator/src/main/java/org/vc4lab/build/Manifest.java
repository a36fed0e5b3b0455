// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
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
import java.util.stream.Collectors;
import org.vc4lab.source.Sha256;

/**
 * What an entry of the store was made of, and which files it holds. A text file in the entry: a line "input NAME VALUE"
 * for each input, a line "file SHA256 SIZE MTIME PATH" for each file, and the last line "end".
 */
final class Manifest {
    static final String NAME = "manifest";
    private static final String END = "end";

    private record Member(String sha256, long size, long modifiedNanos, String path) {
        static Member of(Path folder, Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Member(
                    Sha256.of(file),
                    attributes.size(),
                    attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                    folder.relativize(file).toString());
        }

        boolean looksTheSame(Path folder) throws IOException {
            try {
                BasicFileAttributes now = Files.readAttributes(folder.resolve(path), BasicFileAttributes.class);
                return now.isRegularFile()
                        && now.size() == size
                        && now.lastModifiedTime().to(TimeUnit.NANOSECONDS) == modifiedNanos;
            } catch (NoSuchFileException missing) {
                return false;
            }
        }

        String line() {
            return "file " + sha256 + " " + size + " " + modifiedNanos + " " + path;
        }
    }

    private final Map<String, String> inputs;
    private final List<Member> members;

    private Manifest(Map<String, String> inputs, List<Member> members) {
        this.inputs = inputs;
        this.members = members;
    }

    static Manifest of(Path folder, Map<String, String> inputs) throws IOException {
        List<Member> members = new ArrayList<>();
        for (Path file : Key.plainFiles(folder)) {
            members.add(Member.of(folder, file));
        }
        return new Manifest(new TreeMap<>(inputs), members);
    }

    void writeTo(Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        inputs.forEach((name, value) -> lines.add("input " + name + " " + value));
        members.forEach(member -> lines.add(member.line()));
        lines.add(END);
        Files.write(folder.resolve(NAME), lines);
    }

    /** The manifest of an entry; empty where there is none, or where it is not whole. */
    static Optional<Manifest> read(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.get(lines.size() - 1).equals(END)) {
            return Optional.empty();
        }
        List<Member> members = lines.stream()
                .filter(line -> line.startsWith("file "))
                .map(line -> line.split(" ", 5))
                .map(word -> new Member(word[1], Long.parseLong(word[2]), Long.parseLong(word[3]), word[4]))
                .toList();
        Map<String, String> inputs = lines.stream()
                .filter(line -> line.startsWith("input "))
                .map(line -> line.split(" ", 3))
                .collect(Collectors.toMap(word -> word[1], word -> word[2], (one, two) -> two, TreeMap::new));
        return Optional.of(new Manifest(inputs, members));
    }

    /** Whether it is of an entry that was made of these. */
    boolean isOf(Map<String, String> wanted) {
        return inputs.equals(new TreeMap<>(wanted));
    }

    /** Whether all files have the size and the date that they were stored with. */
    boolean looksWhole(Path folder) throws IOException {
        for (Member member : members) {
            if (!member.looksTheSame(folder)) {
                return false;
            }
        }
        return true;
    }

    /** When the newest file of an entry was written. The manifest's own date tells when the entry was last used. */
    static Instant made(Path folder) throws IOException {
        Instant newest = Instant.EPOCH;
        for (Path file : Key.plainFiles(folder)) {
            Instant written = Files.getLastModifiedTime(file).toInstant();
            newest = !file.endsWith(NAME) && written.isAfter(newest) ? written : newest;
        }
        return newest;
    }

    /** The paths whose content is not what was stored. */
    List<String> damaged(Path folder) throws IOException {
        List<String> damaged = new ArrayList<>();
        for (Member member : members) {
            Path file = folder.resolve(member.path());
            if (!Files.isRegularFile(file) || !Sha256.of(file).equals(member.sha256())) {
                damaged.add(member.path());
            }
        }
        return damaged;
    }
}
