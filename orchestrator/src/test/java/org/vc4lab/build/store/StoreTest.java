// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.build.store.Store.StoreMissException;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.RunningProcess;

class StoreTest {
    private static final String SLOW = "slow";

    private final Path root;
    private final List<String> notes = new CopyOnWriteArrayList<>();
    private final AtomicInteger buildCount = new AtomicInteger();

    StoreTest(@TempDir Path folder) {
        this.root = folder.resolve("cache/vc4lab");
    }

    private Store open() throws IOException, InterruptedException {
        return Store.open(root, new RecordingProgress(notes));
    }

    private static CacheKey key(String name) {
        return new CacheKey().addValue("name", name);
    }

    private Path getOrBuild(Store store, String name) throws IOException, InterruptedException {
        return store.<IOException>getOrBuild("thing", key(name), folder -> {
            Files.writeString(folder.resolve("file"), name);
            buildCount.incrementAndGet();
        });
    }

    @Test
    void buildsAnEntryOnce() throws Exception {
        try (Store store = open()) {
            assertThat(getOrBuild(store, "a").resolve("file")).hasContent("a");
            getOrBuild(store, "a");
        }
        try (Store store = open()) {
            getOrBuild(store, "a");
            getOrBuild(store, "b");
        }
        assertThat(buildCount).hasValue(2);
    }

    @Test
    void aFreshEntryIsBuiltAgainOnce() throws Exception {
        try (Store store = open()) {
            getOrBuild(store, "a");
            Instant now = Instant.now();
            for (int i = 0; i < 2; i++) {
                store.<IOException>getOrRebuildIfOlder(now, "thing", key("a"), folder -> {
                    Path file = Files.writeString(folder.resolve("file"), "fresh");
                    Files.setLastModifiedTime(file, FileTime.from(now)); // a file system's clock may be behind
                    buildCount.incrementAndGet();
                });
            }
            assertThat(getOrBuild(store, "a").resolve("file")).hasContent("fresh");
        }
        assertThat(buildCount).hasValue(2);
        assertThat(notes).isEmpty();
    }

    @Test
    void aDamagedEntryIsBuiltAgain() throws Exception {
        try (Store store = open()) {
            Path entry = getOrBuild(store, "a");
            Files.writeString(entry.resolve("file"), "damaged");
            assertThat(getOrBuild(store, "a").resolve("file")).hasContent("a");
        }
        assertThat(notes).singleElement().asString().contains("damaged");
    }

    @Test
    void damageWithMatchingMetadataIsFoundByReadingEverything() throws Exception {
        try (Store store = open()) {
            Path file = getOrBuild(store, "a").resolve("file");
            FileTime before = Files.getLastModifiedTime(file);
            Files.writeString(file, "X");
            Files.setLastModifiedTime(file, before);
            assertThat(store.find("thing", key("a"))).isPresent();
            assertThat(store.verifyAll(Manifest.Comparison.METADATA)).isEmpty();
            assertThat(store.verifyAll(Manifest.Comparison.CONTENT)).containsExactly(file);
            getOrBuild(store, "a");
            assertThat(store.verifyAll(Manifest.Comparison.CONTENT)).isEmpty();
        }
        assertThat(buildCount).hasValue(2);
    }

    @Test
    void damageThatChangesASizeIsFoundWithoutReadingEverything() throws Exception {
        try (Store store = open()) {
            Path file = getOrBuild(store, "a").resolve("file");
            Files.writeString(file, "damaged");
            assertThat(store.verifyAll(Manifest.Comparison.METADATA)).containsExactly(file);
            assertThat(store.find("thing", key("a"))).isEmpty();
        }
    }

    @Test
    void anEntryWithoutACompleteManifestIsBuiltAgain() throws Exception {
        try (Store store = open()) {
            Path manifest = getOrBuild(store, "a").resolve(Manifest.NAME);
            Files.writeString(manifest, Files.readString(manifest).replace("end\n", ""));
            assertThat(store.verifyAll(Manifest.Comparison.CONTENT)).containsExactly(manifest);
            getOrBuild(store, "a");
        }
        assertThat(buildCount).hasValue(2);
    }

    @Test
    void aFailedBuildLeavesNothing() throws Exception {
        try (Store store = open()) {
            assertThatThrownBy(() -> store.<IOException>getOrBuild("thing", key("bad"), folder -> {
                        Files.writeString(folder.resolve("half"), "half");
                        throw new IOException("no luck");
                    }))
                    .hasMessage("no luck");
            assertThat(store.find("thing", key("bad"))).isEmpty();
        }
        assertThat(filesNamed("half")).isEmpty();
    }

    @Test
    void leftoversOfAKilledProcessAreDeletedAndAreNoEntry() throws Exception {
        try (RunningProcess child = child(600_000)) {
            assertThat(filesNamed("half")).hasSize(1);
            child.kill();
        }
        assertThat(filesNamed("half")).hasSize(1);
        try (Store store = open()) {
            assertThat(filesNamed("half")).isEmpty();
            assertThat(store.find("thing", key(SLOW))).isEmpty();
            getOrBuild(store, SLOW);
        }
        assertThat(buildCount).hasValue(1);
    }

    @Test
    void aSecondProcessWaitsAndNamesTheFirst() throws Exception {
        try (RunningProcess child = child(1000);
                Store store = open()) {
            Path entry = getOrBuild(store, SLOW);
            assertThat(entry.resolve("half")).hasContent("made by the child");
            assertThat(child.await().succeeded()).isTrue();
        }
        assertThat(buildCount).hasValue(0);
        assertThat(notes).singleElement().asString().matches("waiting for process \\d+, which is busy with thing-.*");
    }

    @Test
    void twoThreadsBuildAnEntryOnce() throws Exception {
        try (Store store = open()) {
            List<Thread> threads = Stream.generate(() -> new Thread(() -> {
                        try {
                            getOrBuild(store, "a");
                        } catch (IOException | InterruptedException failed) {
                            notes.add(failed.toString());
                        }
                    }))
                    .limit(8)
                    .toList();
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(buildCount).hasValue(1);
        assertThat(notes).isEmpty();
    }

    @Test
    void tooLittleSpaceIsAnErrorThatNamesTheFolder() throws Exception {
        try (Store store =
                new Store(root, Progress.silent(), folder -> 5L << 20, Clock.systemUTC(), false, Optional.empty())) {
            assertThatThrownBy(() -> store.requireSpace(700, "the objects"))
                    .hasMessageContaining(root.toString())
                    .hasMessageContaining("needs 700 MiB")
                    .hasMessageContaining("has 5 MiB")
                    .hasMessageContaining(Store.VARIABLE);
        }
    }

    @Test
    void aReadOnlyStoreCreatesNothing() throws Exception {
        Path entry;
        try (Store store = open()) {
            entry = getOrBuild(store, "a");
        }
        try (Store store = Store.openReadOnly(root)) {
            assertThat(getOrBuild(store, "a")).isEqualTo(entry);
            assertThatThrownBy(() -> getOrBuild(store, "b"))
                    .isInstanceOf(StoreMissException.class)
                    .hasMessageContaining("thing");
        }
        assertThat(buildCount).hasValue(1);
    }

    @Test
    void cleanEmptiesAStore() throws Exception {
        try (Store store = open()) {
            getOrBuild(store, "a");
        }
        assertThat(Store.clean(root)).isTrue();
        assertThat(filesNamed("file")).isEmpty();
        try (Store store = open()) {
            getOrBuild(store, "a");
        }
        assertThat(buildCount).hasValue(2);
    }

    @Test
    void cleanRefusesAFolderThatIsNoStore() throws Exception {
        Path letter = Files.writeString(Files.createDirectories(root).resolve("letter"), "keep me");
        assertThatThrownBy(() -> Store.clean(root)).hasMessageContaining("not a vc4lab store");
        assertThat(letter).hasContent("keep me");
        assertThatThrownBy(this::open).hasMessageContaining("not a vc4lab store");
    }

    @Test
    void cleanRefusesAStoreInUse() throws Exception {
        try (RunningProcess child = child(600_000)) {
            assertThatThrownBy(() -> Store.clean(root)).hasMessageMatching("(?s).*in use by process \\d+.*");
            assertThat(child.isAlive()).isTrue();
        }
        assertThat(Store.clean(root)).isTrue();
    }

    @Test
    void cleanOfAMissingStoreDoesNothing() throws Exception {
        assertThat(Store.clean(root)).isFalse();
    }

    private RunningProcess child(long millis) throws IOException {
        RunningProcess child = new ProcessRunner()
                .start(Command.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreHolder.class.getName(),
                        root.toString(),
                        Long.toString(millis)));
        await("the child is busy")
                .atMost(Duration.ofMinutes(2))
                .failFast("the child ended", () -> !child.isAlive())
                .until(() -> child.output().contains("busy"));
        return child;
    }

    private List<Path> filesNamed(String name) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.endsWith(name)).toList();
        }
    }
}
