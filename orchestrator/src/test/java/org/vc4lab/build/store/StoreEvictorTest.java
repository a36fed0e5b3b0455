// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.exec.FileLocks;

class StoreEvictorTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final int KIB = 1024;
    /** Of the manifests, which count too. */
    private static final int MANIFEST_BYTES = KIB;

    @TempDir
    Path root;

    private Store openOn(Instant day) throws IOException, InterruptedException {
        return new Store(
                root, Progress.silent(), Store::usableBytes, Clock.fixed(day, ZoneOffset.UTC), false, Optional.empty());
    }

    /** Makes an entry of ten kibibytes, or uses the one that is there. */
    private Path useEntry(String name, Duration ago) throws IOException, InterruptedException {
        try (Store store = openOn(NOW.minus(ago))) {
            CacheKey key = new CacheKey().addValue("name", name);
            store.<IOException>getOrBuild(
                    "thing", key, folder -> Files.write(folder.resolve("file"), new byte[10 * KIB]));
            return store.find("thing", key).orElseThrow();
        }
    }

    private Path createTrial(String name, Duration ago) throws IOException {
        Path run = root.resolve("runs").resolve(name);
        Path trial = Files.createDirectories(run.resolve("base/prompt"));
        Files.write(trial.resolve("console.log"), new byte[10 * KIB]);
        Files.setLastModifiedTime(run, FileTime.from(NOW.minus(ago)));
        return run;
    }

    private StoreEvictor evictor(Supplier<Path> trash) {
        return new StoreEvictor(new StoreLayout(root), trash);
    }

    private long trim(int kibibytes) throws IOException, InterruptedException {
        try (Store store = openOn(NOW)) {
            Path trash = store.createTempFolder();
            return evictor(() -> trash.resolve(UUID.randomUUID().toString()))
                    .evict((long) kibibytes * KIB + MANIFEST_BYTES, NOW)
                    .size();
        }
    }

    @Test
    void nothingIsEvictedWithinTheLimit() throws Exception {
        Path old = useEntry("old", Duration.ofDays(400));

        assertThat(trim(10)).isZero();
        assertThat(old).exists();
    }

    @Test
    void theLeastRecentlyUsedEntryIsEvictedFirst() throws Exception {
        Path older = useEntry("older", Duration.ofDays(30));
        Path oldest = createTrial("20260101-000000-1", Duration.ofDays(59));
        Path newer = useEntry("newer", Duration.ofDays(3));

        assertThat(trim(20)).isEqualTo(1);
        assertThat(oldest).doesNotExist();
        assertThat(trim(10)).isEqualTo(1);
        assertThat(older).doesNotExist();
        assertThat(newer).exists();
    }

    @Test
    void usingAnEntryKeepsIt() throws Exception {
        Path used = useEntry("used", Duration.ofDays(30));
        Path unused = useEntry("unused", Duration.ofDays(20));
        useEntry("used", Duration.ofDays(2));

        assertThat(trim(10)).isEqualTo(1);
        assertThat(used).exists();
        assertThat(unused).doesNotExist();
    }

    @Test
    void entriesUsedWithinADayStay() throws Exception {
        Path entry = useEntry("entry", Duration.ofHours(23));
        Path run = createTrial("20260301-000000-1", Duration.ofHours(12));

        assertThat(trim(0)).isZero();
        assertThat(entry).exists();
        assertThat(run).exists();
    }

    private Path lockFile(String name) {
        return new StoreLayout(root).lockFile(name);
    }

    private Path createLocked(String folder, String name, String lock, Duration ago) throws IOException {
        Path held = Files.createDirectories(root.resolve(folder).resolve(name));
        Files.write(held.resolve("file"), new byte[10 * KIB]);
        Path file = lockFile(lock);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "1");
        Files.setLastModifiedTime(file, FileTime.from(NOW.minus(ago)));
        return held;
    }

    private Path createArea(String name, Duration ago) throws IOException {
        return createLocked("work", name, name, ago);
    }

    @Test
    void areasAndSourcesAreEvictedUnlessLocked() throws Exception {
        useEntry("newer", Duration.ofDays(2)); // makes the store
        Path area = createArea("linux-1", Duration.ofDays(4));
        Path source = createLocked("sources", "abc", "source-abc", Duration.ofDays(3));

        assertThat(trim(21)).isEqualTo(1);
        assertThat(area).doesNotExist();
        assertThat(trim(11)).isEqualTo(1);
        assertThat(source).doesNotExist();
    }

    @Test
    void aLockedAreaStays() throws Exception {
        useEntry("newer", Duration.ofDays(2)); // makes the store
        Path area = createArea("linux-1", Duration.ofDays(4));
        try (FileLocks.Held held = FileLocks.tryAcquire(lockFile("linux-1")).orElseThrow()) {
            assertThat(held).isNotNull();
            Files.setLastModifiedTime(lockFile("linux-1"), FileTime.from(NOW.minus(Duration.ofDays(4))));
            Path other = useEntry("other", Duration.ofDays(3));
            assertThat(trim(20)).as("the next goes instead").isEqualTo(1);
            assertThat(other).doesNotExist();
        }
        assertThat(area).exists();
    }

    @Test
    void anAreaWithoutALockFileStays() throws Exception {
        useEntry("newer", Duration.ofDays(2)); // makes the store
        Path area = createArea("practice-history", Duration.ofDays(4));
        Files.delete(lockFile("practice-history"));
        Files.setLastModifiedTime(area, FileTime.from(NOW.minus(Duration.ofDays(4))));
        trim(0);
        assertThat(area).exists();
    }

    @Test
    void theSizeOfAnAreaIsRefreshedADayAfterItsUse() throws Exception {
        useEntry("newer", Duration.ofDays(2)); // makes the store
        Path area = createArea("linux-1", Duration.ofHours(1));
        assertThat(trim(21)).isZero();
        Files.write(area.resolve("more"), new byte[10 * KIB]);
        assertThat(trim(21)).as("still counted as before").isZero();

        Files.setLastModifiedTime(lockFile("linux-1"), FileTime.from(NOW.minus(Duration.ofDays(3))));
        Files.setLastModifiedTime(area.resolve(".vc4lab-size"), FileTime.from(NOW.minus(Duration.ofDays(4))));
        assertThat(trim(21)).isEqualTo(1);
        assertThat(area).doesNotExist();
    }

    @Test
    void aStoreIsTrimmedOnceAnHour() throws Exception {
        useEntry("old", Duration.ofDays(10));
        assertThat(trimHourly(20, NOW)).isZero();
        useEntry("older", Duration.ofDays(20));
        useEntry("oldest", Duration.ofDays(30));

        assertThat(trimHourly(20, NOW.plus(Duration.ofMinutes(59))))
                .as("too soon")
                .isZero();
        assertThat(trimHourly(20, NOW.plus(Duration.ofMinutes(61)))).isEqualTo(1);
        assertThat(trimHourly(10, NOW.plus(Duration.ofMinutes(62))))
                .as("another size")
                .isEqualTo(1);
        useEntry("new", Duration.ofDays(3));
        assertThat(trimHourly(10, NOW)).as("a clock set back by an hour").isEqualTo(1);
    }

    private long trimHourly(int kibibytes, Instant now) throws IOException, InterruptedException {
        try (Store store = openOn(now)) {
            return store.evictUnusedHourly((long) kibibytes * KIB + MANIFEST_BYTES)
                    .size();
        }
    }

    @Test
    void aClockThatJumpsDeletesNothingThatALivingProcessHasUsed() throws Exception {
        Path unused = useEntry("unused", Duration.ofDays(400));
        Path run;
        try (Store user = Store.open(root, Progress.silent());
                Store afterTheJump = openOn(Instant.now().plus(Duration.ofDays(400)))) {
            Path used = useEntry(user);
            run = Files.createDirectories(root.resolve("runs/20260301-000000-1"));
            Files.write(run.resolve("console.log"), new byte[KIB]);

            assertThat(afterTheJump.evictUnusedHourly(0)).containsExactly(unused);
            assertThat(used).exists();
            assertThat(run).exists();
        }
        try (Store later = openOn(Instant.now().plus(Duration.ofDays(401)))) {
            assertThat(later.evictUnusedHourly(0)).as("the process has ended").hasSize(2);
        }
    }

    private static Path useEntry(Store store) throws IOException, InterruptedException {
        CacheKey key = new CacheKey().addValue("name", "used");
        store.<IOException>getOrBuild("thing", key, folder -> Files.createFile(folder.resolve("file")));
        return store.find("thing", key).orElseThrow();
    }

    @Test
    void anEntryThatIsUsedWhileOthersAreCountedStays() throws Exception {
        Path entry = useEntry("entry", Duration.ofDays(10));
        try (Store store = openOn(NOW)) {
            StoreEvictor evictor = evictor(() -> {
                try {
                    store.find("thing", new CacheKey().addValue("name", "entry"));
                    return store.createTempFolder().resolve("trash");
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
            assertThat(evictor.evict(0, NOW)).isEmpty();
        }
        assertThat(entry).exists();
    }

    @Test
    void anEntryThatIsEvictedWhileItIsLookedUpIsAMiss() throws Exception {
        Path entry = useEntry("entry", Duration.ZERO);
        AtomicBoolean ended = new AtomicBoolean();
        Thread evictor = new Thread(() -> {
            while (!ended.get()) {
                if (!entry.toFile().renameTo(root.resolve("tmp/evicted").toFile())
                        || !root.resolve("tmp/evicted").toFile().renameTo(entry.toFile())) {
                    ended.set(true);
                }
            }
        });
        evictor.start();
        try (Store store = Store.open(root, Progress.silent())) {
            CacheKey key = new CacheKey().addValue("name", "entry");
            int misses = 0;
            for (int i = 0; i < 20_000; i++) {
                misses += store.find("thing", key).isPresent() ? 0 : 1;
            }
            assertThat(misses).isPositive();
            assertThat(ended).as("the evictor failed").isFalse();
        } finally {
            ended.set(true);
            evictor.join();
        }
    }

    @Test
    void theEnvironmentSetsTheLimit() throws Exception {
        assertThat(Store.sizeLimit(Map.of())).isEqualTo(20L << 30);
        assertThat(Store.sizeLimit(Map.of(Store.LIMIT_VARIABLE, "7"))).isEqualTo(7L << 30);
        assertThatThrownBy(() -> Store.sizeLimit(Map.of(Store.LIMIT_VARIABLE, "7G")))
                .hasMessageContaining(Store.LIMIT_VARIABLE)
                .hasMessageContaining("'7G'");
    }

    @Test
    void deletionLeavesNothingElsewhere() throws Exception {
        useEntry("old", Duration.ofDays(10));

        assertThat(trim(0)).isEqualTo(1);
        try (Stream<Path> all = Files.walk(root)) {
            assertThat(all.filter(path -> path.endsWith("file"))).isEmpty();
        }
    }
}
