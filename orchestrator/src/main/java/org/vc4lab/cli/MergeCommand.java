// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.cli.matrix.ReportPublisher;
import org.vc4lab.matrix.PlanException;
import org.vc4lab.matrix.ShardMerger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts the shards of a plan together. */
@Command(
        name = "merge",
        description = {
            "Puts together what the shards of a plan did, and writes the reports of the whole.",
            "A shard that died or is missing, and one that was run twice, are told."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every trial showed what is expected of it",
            "1:a trial did not; with --night: one is worse than in the last good night",
            "128:wrong usage, or the folders are not of one plan",
            "129:a trial is missing or could not be made"
        })
final class MergeCommand implements Callable<Integer> {
    private final CliContext cliContext;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Folders of './vc4lab matrix --shard I/N --out DIR'.")
    private List<Path> folders;

    @Option(names = "--out", paramLabel = "DIR", description = "Where the reports go (default: in runs/ of the store).")
    private @Nullable Path out;

    @Mixin
    private final ReportPublisher publisher = new ReportPublisher();

    MergeCommand(CliContext cliContext) {
        this.cliContext = cliContext;
    }

    @Override
    public Integer call() throws IOException {
        publisher.validate();
        try {
            ShardMerger.MergedRun mergedRun = ShardMerger.merge(folders);
            Path defaultFolder = cliContext.newRunFolder(null);
            Path reportFolder =
                    out != null ? out : defaultFolder.resolveSibling("merged-" + defaultFolder.getFileName());
            return publisher.publish(
                    mergedRun.document(),
                    mergedRun.folders(),
                    reportFolder.toAbsolutePath(),
                    true,
                    spec.commandLine().getOut());
        } catch (PlanException invalid) {
            throw new UsageException(invalid);
        }
    }
}
