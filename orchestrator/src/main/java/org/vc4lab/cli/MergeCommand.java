// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.cli.matrix.ReportPublisher;
import org.vc4lab.matrix.PlanException;
import org.vc4lab.matrix.ShardMerger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Merges the shards of a plan. */
@Command(
        name = "merge",
        description = {
            "Merges the results of the shards of a plan, and writes the reports of all of them.",
            "Notes in the reports name shards that died, are missing, or ran twice."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every trial showed what is expected of it",
            "1:a trial did not; with --night: one is worse than in the last good night",
            "128:wrong usage, or the folders are not of one plan",
            "129:a trial is missing or could not run"
        })
final class MergeCommand extends LabCommand {
    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Folders of './vc4lab matrix --shard I/N --out DIR'.")
    private List<Path> folders;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the reports go (default: a folder in runs/ of the store).")
    private @Nullable Path out;

    @Mixin
    private final ReportPublisher publisher = new ReportPublisher();

    @Override
    public Integer call() throws IOException {
        publisher.validate();
        try {
            ShardMerger.MergedRun mergedRun = ShardMerger.merge(folders);
            Path reportFolder = out != null
                    ? out
                    : context().runs().resolve("merged-" + context().newRunName());
            return publisher.publish(
                    mergedRun.document(),
                    mergedRun.files(),
                    mergedRun.patchsets(),
                    reportFolder.toAbsolutePath(),
                    true,
                    out());
        } catch (PlanException invalid) {
            throw new UsageException(invalid);
        }
    }
}
