// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.explore.ShrunkSchedule;
import org.vc4lab.source.Yaml;

/** A schedule that explore has kept, in a file that names its case, scenario, profile and faults. */
record KeptScheduleFile(Yaml yaml, ShrunkSchedule schedule) {
    static KeptScheduleFile read(Path file) {
        try {
            Yaml yaml = ShrunkSchedule.load(file);
            return new KeptScheduleFile(yaml, yaml.read(ShrunkSchedule.class));
        } catch (IOException invalid) {
            throw new UsageException(invalid);
        }
    }

    /** What it is a schedule of. */
    TrialNames names() {
        return new TrialNames(
                schedule.caseName(),
                schedule.kernel(),
                schedule.config(),
                schedule.candidate(),
                schedule.scenario(),
                schedule.profile(),
                schedule.faults(),
                false,
                schedule.schedule(),
                (key, problem) -> new UsageException(yaml.valueError(key, problem)));
    }
}
