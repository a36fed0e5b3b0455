// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.intake.CaseDraft.DraftCandidate;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.patch.Patch;

/** The folder of a drafted case. It appears whole and readable, or not at all. */
public record DraftFolder(CaseRepository repository) {
    private static final String PATCH = ".patch";
    private static final int LONGEST_NAME = 60;

    /**
     * Writes a new folder, and returns it.
     *
     * @param fileName of the text that the draft was made of
     */
    public Path write(CaseDraft draft, String fileName) throws IOException, UnknownNameException {
        Path cases = repository.folder();
        Path folder = cases.resolve(draft.name());
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(folder.toString());
        }
        Files.createDirectories(cases);
        Path temporary = Files.createTempDirectory(cases, ".new-case-");
        try {
            Path unfinished = Files.createDirectory(temporary.resolve(draft.name()));
            write(draft, fileName, unfinished);
            new CaseRepository(temporary, repository.faults()).read(draft.name());
            return Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            PathUtils.delete(temporary);
        }
    }

    private static void write(CaseDraft draft, String fileName, Path unfinished) throws IOException {
        if (!draft.base().isEmpty()) {
            copy(draft.base(), Files.createDirectory(unfinished.resolve("base")));
        }
        for (DraftCandidate candidate : draft.candidates()) {
            Path target =
                    Files.createDirectory(unfinished.resolve(candidate.name().value()));
            copy(candidate.folder().stream().toList(), target);
            write(candidate.patches(), target);
        }
        Files.writeString(unfinished.resolve("case.yaml"), DraftYaml.of(draft, fileName));
    }

    /** The patches of folders of the lab, one series after the other. */
    private static void copy(List<Path> folders, Path target) throws IOException {
        int number = 0;
        for (Path folder : folders) {
            List<Path> files;
            try (Stream<Path> entries = Files.list(folder)) {
                files = entries.filter(file -> file.toString().endsWith(PATCH))
                        .sorted()
                        .toList();
            }
            for (Path file : files) {
                number++;
                String title = String.valueOf(file.getFileName()).replaceFirst("^[0-9]+-", "");
                Files.copy(file, target.resolve(String.format(Locale.ROOT, "%04d-%s", number, title)));
            }
        }
    }

    private static void write(List<Patch> patches, Path target) throws IOException {
        for (int i = 0; i < patches.size(); i++) {
            Patch patch = patches.get(i);
            String title = patch.subject().replaceAll("[^A-Za-z0-9]+", "-");
            String name = title.substring(0, Math.min(title.length(), LONGEST_NAME));
            String mail = "From: " + oneLine(patch.author()) + "\nSubject: [PATCH] " + oneLine(patch.subject())
                    + "\n\n---\n" + patch.diff();
            Files.writeString(
                    target.resolve(String.format(Locale.ROOT, "%04d-%s%s", i + 1, name, PATCH)),
                    mail,
                    StandardCharsets.ISO_8859_1);
        }
    }

    private static String oneLine(String text) {
        return SourceLine.oneLine(text).replaceAll("[^\\x20-\\x7e]", "?"); // what the diff's encoding has
    }
}
