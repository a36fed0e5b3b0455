// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.Nightly;
import org.vc4lab.exec.ProcessRunner;

/**
 * Whatever a series does, no file outside of the scratch folder and the tree changes, and it is no error of the lab.
 */
class PatchFuzzTest {
    private final ProcessRunner runner = new ProcessRunner();
    private final Path folder;
    private final Path canary;
    private final Path tree;
    private List<String> snapshot = List.of();

    PatchFuzzTest() throws IOException {
        this.folder = Files.createTempDirectory("vc4lab-fuzz").toRealPath();
        this.canary = folder.resolve("canary");
        this.tree = folder.resolve("work/tree/as/deep"); // as the scratch tree
    }

    @Provide
    Arbitrary<Long> seeds() {
        return Arbitraries.randomValue(Random::nextLong);
    }

    @BeforeProperty
    void createFiles() throws IOException {
        Files.createDirectory(canary);
        for (String name : List.of("secret", "new", "config", "below/secret")) {
            Files.createDirectories(canary.resolve(name).getParent());
            Files.writeString(canary.resolve(name), "one\n");
        }
        createTree();
        snapshot = snapshot();
    }

    private void createTree() throws IOException {
        Files.createDirectories(tree.resolve("src"));
        Files.writeString(tree.resolve("src/a.c"), "one\n");
        Files.createSymbolicLink(tree.resolve("base"), canary);
    }

    /** Each file outside of the folder that a series may change. */
    private List<String> snapshot() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(path -> !path.startsWith(folder.resolve("work")))
                    .sorted()
                    .toList()) {
                lines.add(file + " "
                        + Files.readAttributes(file, "unix:mode,ino,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS)
                        + (Files.isRegularFile(file) ? Files.readString(file) : ""));
            }
        }
        return lines;
    }

    @Property(tries = 2000)
    @StatisticsReport(onFailureOnly = true)
    void nothingOutsideChanges(@ForAll("seeds") long seed) throws Exception {
        tryToEscape(seed);
    }

    @Nightly
    @Property(tries = 100_000)
    @StatisticsReport(onFailureOnly = true)
    void nothingOutsideChangesInALongRun(@ForAll("seeds") long seed) throws Exception {
        tryToEscape(seed);
    }

    private void tryToEscape(long seed) throws Exception {
        Path work = Files.createDirectory(folder.resolve("work/" + Long.toHexString(seed)));
        try {
            Statistics.collect(apply(new HostileSeries(canary, new Random(seed)).writeTo(work), work));
        } finally {
            PathUtils.deleteDirectory(work);
        }
        assertThat(snapshot()).as("seed " + seed).isEqualTo(snapshot);
        Statistics.coverage(coverage -> List.of("refused", "fails", "applied")
                .forEach(outcome -> coverage.check(outcome).percentage(percent -> percent > 2)));
    }

    /** As check and verify do it; any other exception would be an error of the lab. */
    private String apply(Path file, Path work) throws Exception {
        PatchApplier applier = new PatchApplier(runner);
        PatchApplier.BaseFileSource source = path -> FileState.find(tree, path);
        try {
            Series series = new SeriesReader(runner).read(file);
            Path first = Files.createDirectory(work.resolve("first"));
            List<PatchResult> results = applier.applyAndExplain(source, List.of(), series, first);
            if (!results.stream().allMatch(PatchResult.Applies.class::isInstance)) {
                return "fails";
            }
            write(applier.apply(source, List.of(series), Files.createDirectory(work.resolve("second"))));
            return "applied";
        } catch (PatchFormatException refusal) {
            return "refused";
        }
    }

    private void write(Map<String, FileState> states) throws IOException {
        for (Map.Entry<String, FileState> state : states.entrySet()) {
            state.getValue().writeTo(tree, state.getKey());
        }
        PathUtils.deleteDirectory(tree);
        createTree();
    }

    @AfterProperty
    void deleteFiles() throws IOException {
        PathUtils.deleteDirectory(folder);
    }
}
