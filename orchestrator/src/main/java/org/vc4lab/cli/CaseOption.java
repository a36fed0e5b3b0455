// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.CaseFolder;
import picocli.CommandLine.Option;

/** The option that selects a case: one of the lab's by its name, or any by its folder. */
final class CaseOption {
    static final String NAME = "--case";

    @Option(
            names = NAME,
            paramLabel = "NAME|DIR",
            description = {
                "A folder of patches/ (default: the one that patches/default-case names), or the path of one that is",
                "elsewhere, such as ./my-bug. Patches of such a folder are built like those of a stranger."
            })
    private @Nullable String selected;

    /** All of the lab's own cases; only the one of the folder if the user names one. */
    CaseRepository cases(Path home, Faults knownFaults) throws IOException {
        CaseRepository own = CaseRepository.own(home, knownFaults);
        try {
            return selected != null && CaseRepository.isPath(selected) ? own.only(Path.of(selected)) : own;
        } catch (InvalidPathException noPath) {
            throw new UsageException(NAME + ": no path: '" + selected + "'");
        } catch (IllegalArgumentException refused) {
            throw new UsageException(NAME + ": " + refused.getMessage());
        }
    }

    /** The name of the case that the user selects, or of the default one. */
    String nameIn(CaseRepository cases) throws IOException {
        return selected == null || CaseRepository.isPath(selected) ? cases.defaultName() : selected;
    }

    /** What to add to an error about an unknown name: the folder of that name in the working directory, if any. */
    String hint() {
        return selected != null
                        && !CaseRepository.isPath(selected)
                        && Files.isRegularFile(Path.of(selected, CaseFolder.FILE))
                ? "; the folder here is " + NAME + " ./" + selected
                : "";
    }

    /** Refuses a case that is not a trial's. */
    void requireNoOther(String trial, String nameOfTrial, CaseRepository cases) throws IOException {
        if (selected != null && !nameIn(cases).equals(nameOfTrial)) {
            throw new UsageException("the trial " + trial + " is of the case " + nameOfTrial + ": leave out " + NAME);
        }
    }
}
