// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.lab.KernelResolver;
import org.vc4lab.lab.model.Case;
import org.vc4lab.patch.Patch;
import org.vc4lab.patch.Series;
import org.vc4lab.patch.SeriesReader;

/**
 * The patches of a series, applied one after the other.
 *
 * @param baseKernel the kernel below the series
 */
public record SeriesSearchSpace(KernelSpec baseKernel, Series series) implements SearchSpace {
    /**
     * Reads the series.
     *
     * @throws IllegalArgumentException if there is no patch in it
     */
    public static SeriesSearchSpace read(Path path, Case ofCase, SeriesReader reader)
            throws IOException, InterruptedException {
        Series series = reader.read(path.toAbsolutePath().normalize());
        if (series.patches().isEmpty()) {
            throw new IllegalArgumentException("no patch in the series " + path);
        }
        KernelSource source = new KernelSource.PatchedRelease(ofCase.kernel());
        List<Series> base = KernelResolver.baseSeries(ofCase, reader);
        // the tester adds the case's fragments
        return new SeriesSearchSpace(KernelResolver.withoutFragments(ofCase, source, base), series);
    }

    @Override
    public List<CandidateChange> changes() {
        return series.patches().stream()
                .map(patch -> new CandidateChange(patch.name(), patch.subject()))
                .toList();
    }

    @Override
    public CandidateChange start() {
        String names = baseKernel.patches().stream().map(Series::name).collect(Collectors.joining(" + "));
        return new CandidateChange(names.isEmpty() ? "start" : names, "what the series stands on");
    }

    @Override
    public KernelSpec kernelSpec(Revision revision) {
        List<Patch> patches = new ArrayList<>(series.patches());
        if (revision instanceof Revision.TipWithRevert reverted) {
            patches.remove(reverted.change());
        } else if (revision instanceof Revision.AtCommit commit) {
            patches = patches.subList(0, commit.index() + 1);
        }
        return baseKernel.withForeign(new Series(series.name(), patches));
    }

    @Override
    public String identity() {
        List<String> lines = new ArrayList<>();
        lines.add(baseKernel.source() + " " + baseKernel.config() + " " + baseKernel.fragments());
        for (Series applied :
                kernelSpec(new Revision.AtCommit(series.patches().size() - 1)).patches()) {
            lines.add(applied.name());
            applied.patches().forEach(patch -> lines.addAll(List.of(patch.name(), patch.subject(), patch.diff())));
        }
        return String.join("\n", lines);
    }
}
