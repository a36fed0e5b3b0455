// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vc4lab.build.kernel.KernelVersion;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.guest.Schedule;
import org.vc4lab.lab.evidence.EvidenceFile;
import org.vc4lab.lab.model.Evidence.TrialSetup;
import org.vc4lab.lab.model.Trial.TrialFolder;

/**
 * Finds a trial that has run: by its folder, as commands print it, or by its id, as reports do.
 *
 * @param runs where the folders of runs are
 */
record TrialFinder(Path runs) {
    /** Kernel, configuration, candidate, scenario and profile. */
    private static final int ID_PARTS = 5;

    /**
     * Finds its names.
     *
     * @param defaultCase of an id that does not begin with the name of its case
     * @param caseNames of all cases
     */
    TrialNames find(String trial, String defaultCase, List<String> caseNames) throws IOException {
        Optional<Path> folder = findFolder(trial);
        if (folder.isPresent()) {
            return ofEvidence(folder.get());
        }
        List<String> parts = List.of(trial.split("/", -1));
        return caseNames.contains(parts.get(0))
                ? ofId(trial, parts.get(0), parts.subList(1, parts.size()))
                : ofId(trial, defaultCase, parts);
    }

    /** Its folder. */
    Path folder(String trial) throws IOException {
        return findFolder(trial)
                .orElseThrow(() -> new UsageException("no folder of a trial: " + trial + ", nor is there one below "
                        + runs + "; verify --format json names it"));
    }

    /** Its folder, if it is named by that. */
    Optional<Path> findFolder(String trial) throws IOException {
        try {
            Path path = Path.of(trial);
            if (path.endsWith(TrialFolder.EVIDENCE) && Files.isRegularFile(path)) {
                return Optional.of(path.toAbsolutePath().resolveSibling(""));
            }
            return Files.isDirectory(path) ? Optional.of(path) : findBelowRuns(path);
        } catch (InvalidPathException noPath) {
            return Optional.empty();
        }
    }

    private Optional<Path> findBelowRuns(Path path) throws IOException {
        Path folder = runs.normalize().resolve(path).normalize();
        return Files.isDirectory(folder) && folder.toRealPath().startsWith(runs.toRealPath())
                ? Optional.of(folder)
                : Optional.empty();
    }

    /** A guest that took over the emulator could have left a link. */
    static Path requirePlainFile(Path file) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new UsageException("not the folder of a trial that has ended: there is no file " + file);
        }
        return file;
    }

    private static TrialNames ofEvidence(Path folder) {
        Path file = requirePlainFile(folder.resolve(TrialFolder.EVIDENCE));
        TrialSetup setup;
        try {
            setup = EvidenceFile.read(folder).setup();
        } catch (IOException damaged) {
            throw new UsageException(file + ": " + damaged.getMessage());
        }
        if (setup.kernel().isEmpty() || setup.config().isEmpty()) {
            throw new UsageException(file + " does not name its kernel, as those of older versions: run the trial again"
                    + ", or name it by its id in a report");
        }
        return new TrialNames(
                setup.caseName(),
                setup.kernel().get(),
                setup.config().get(),
                setup.candidate(),
                setup.scenario(),
                setup.profile(),
                setup.faults(),
                true,
                setup.schedule().orElse(Schedule.FIXED),
                (key, problem) -> new UsageException(file + ": " + key + ": " + problem));
    }

    private static boolean isVersion(String text) {
        try {
            KernelVersion.of(text);
            return true;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    /** @param parts of the id, behind that of the case */
    private TrialNames ofId(String id, String caseName, List<String> parts) {
        boolean hasFaults = parts.size() > ID_PARTS && parts.get(ID_PARTS).contains("=");
        int expectedParts = hasFaults ? ID_PARTS + 1 : ID_PARTS;
        if (parts.size() > ID_PARTS && !isVersion(parts.get(0))) {
            throw new UsageException("no trial " + id + ": the lab has no case '" + parts.get(0) + "'; "
                    + CaseOption.NAME + " takes the folder of one that is elsewhere");
        }
        if (parts.size() == expectedParts + 1) {
            throw new UsageException(id + " is many schedules: leave out the trial and use gdb --schedule FILE");
        }
        if (parts.size() != expectedParts) {
            throw new UsageException("no trial " + id + ": neither a folder with " + TrialFolder.EVIDENCE
                    + ", nor one below " + runs + ", nor an id such as 5.10.223/armv7l-lockdep/base/play/prompt");
        }
        return new TrialNames(
                caseName,
                parts.get(0),
                parts.get(1),
                parts.get(2),
                parts.get(3),
                parts.get(4),
                hasFaults ? List.of(parts.get(ID_PARTS).split("\\+", -1)) : List.of(),
                false,
                Schedule.FIXED,
                (key, problem) -> new UsageException(id + ": " + key + ": " + problem));
    }
}
