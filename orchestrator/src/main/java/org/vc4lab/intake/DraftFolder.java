// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.intake.CaseDraft.DraftCandidate;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.model.CaseFolder;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.patch.PatchFiles;

/**
 * The folder of a drafted case. It appears whole and readable, or not at all.
 *
 * @param schema of cases, for editors; a case does not name one that is not there
 */
public record DraftFolder(CaseRepository repository, Path schema) {
    private static final String PATCH = ".patch";

    /** Editors read the path up to a blank. */
    private static final Pattern PLAIN_PATH = Pattern.compile("[\\w./+@-]+");

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

    private void write(CaseDraft draft, String fileName, Path unfinished) throws IOException {
        if (!draft.base().isEmpty()) {
            copy(draft.base(), Files.createDirectory(unfinished.resolve("base")));
        }
        for (DraftCandidate candidate : draft.candidates()) {
            Path target =
                    Files.createDirectory(unfinished.resolve(candidate.name().value()));
            copy(candidate.folder().stream().toList(), target);
            PatchFiles.write(candidate.patches(), target);
        }
        Files.writeString(unfinished.resolve(CaseFolder.FILE), DraftYaml.of(draft, fileName, schemaOf(draft)));
    }

    /** The path of the schema from the case's folder; empty if it cannot be named. */
    private Optional<String> schemaOf(CaseDraft draft) throws IOException {
        if (!Files.isRegularFile(schema)) {
            return Optional.empty();
        }
        Path folder = repository.folder().toRealPath().resolve(draft.name());
        return Optional.of(folder.relativize(schema.toRealPath()).toString())
                .filter(path -> PLAIN_PATH.matcher(path).matches());
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
}
