// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.exec.SmallDisk;

/** A store whose disk is full, whichever write fails first. */
class FullStoreTest {
    private static final long NO_LIMIT = Long.MAX_VALUE;

    @TempDir
    Path folder;

    @Test
    void nothingIsHalfAndTheNextProcessBuildsTheRest() throws Exception {
        try (SmallDisk disk = SmallDisk.orSkip(folder)) {
            disk.fillAtEachWrite(FullStoreTest::use, root -> {
                try (Store store = Store.open(root, Progress.silent())) {
                    assertThat(store.verifyAll(Manifest.Comparison.CONTENT)).isEmpty();
                }
                use(root);
                assertThat(filesIn(root.resolve("tmp"))).as("leftovers").containsExactly("gate");
            });
        }
    }

    @Test
    void aProcessGoesOnOnceThereIsRoom() throws Exception {
        try (SmallDisk disk = SmallDisk.orSkip(folder)) {
            disk.fillAtEachWrite(
                    root -> {
                        try (Store store = Store.open(root, Progress.silent())) {
                            try {
                                buildTwoEntries(store);
                            } catch (IOException full) {
                                disk.makeRoom();
                                buildTwoEntries(store);
                            }
                        }
                    },
                    FullStoreTest::use);
        }
    }

    private static void use(Path root) throws IOException, InterruptedException {
        try (Store store = Store.open(root, Progress.silent())) {
            buildTwoEntries(store);
            store.evictUnusedHourly(NO_LIMIT);
        }
    }

    private static void buildTwoEntries(Store store) throws IOException, InterruptedException {
        for (String name : new String[] {"first", "second"}) {
            Path entry = store.<IOException>getOrBuild("thing", new CacheKey().addValue("name", name), fresh -> {
                Files.writeString(fresh.resolve("short"), name);
                Files.writeString(fresh.resolve("long"), name.repeat(2000));
            });
            assertThat(entry.resolve("short")).hasContent(name);
            assertThat(entry.resolve("long")).hasContent(name.repeat(2000));
        }
    }

    private static Stream<String> filesIn(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        }
    }
}
