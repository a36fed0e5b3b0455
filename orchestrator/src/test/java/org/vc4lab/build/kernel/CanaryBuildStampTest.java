// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.build.kernel.CanaryModuleBuilder.CanaryBuildStamp;
import org.vc4lab.build.store.CacheKey;

class CanaryBuildStampTest {
    private static final CacheKey STEERING = new CacheKey().addValue("makefiles", "as they are");

    @TempDir
    Path folder;

    private Path header;
    private Path generated;
    private Path list;
    private CanaryBuildStamp stamp;

    @BeforeEach
    void build() throws Exception {
        Path source = Files.createDirectories(folder.resolve("source"));
        Path objects = folder.resolve("objects");
        Files.createDirectories(objects.resolve("include/generated"));
        Path canary = Files.createDirectories(folder.resolve("canary"));
        header = Files.writeString(source.resolve("read.h"), "1");
        generated = Files.writeString(objects.resolve("include/generated/made.h"), "1");
        list = Files.writeString(
                canary.resolve(".canary.o.cmd"),
                """
                source_canary.o := canary.c

                deps_canary.o := \\
                  %s \\
                    $(wildcard include/config/smp.h) \\
                  include/generated/made.h \\
                  /usr/lib/gcc/include/stdarg.h \\
                """
                        .formatted(header));
        stamp = CanaryBuildStamp.of(folder.resolve("stamp"), canary, source, objects);
    }

    @Test
    void theStampHoldsUntilAHeaderChanges() throws Exception {
        assertThat(stamp.matches(STEERING)).as("nothing kept yet").isFalse();
        stamp.write(STEERING);
        assertThat(stamp.matches(STEERING)).isTrue();
        assertThat(stamp.matches(new CacheKey().addValue("makefiles", "changed")))
                .isFalse();

        Files.writeString(header, "2");
        assertThat(stamp.matches(STEERING)).isFalse();
        Files.writeString(header, "1");
        assertThat(stamp.matches(STEERING)).as("as before").isTrue();
        Files.writeString(generated, "2");
        assertThat(stamp.matches(STEERING)).isFalse();
        Files.delete(generated);
        assertThat(stamp.matches(STEERING)).isFalse();

        stamp.write(STEERING);
        stamp.delete();
        assertThat(stamp.matches(STEERING)).isFalse();
    }

    /** Kbuild lists real paths, even if the store's path has links. */
    @Test
    void headersBehindALinkCount() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
        CanaryBuildStamp linked = CanaryBuildStamp.of(
                folder.resolve("stamp"), link.resolve("canary"), link.resolve("source"), link.resolve("./objects"));
        linked.write(STEERING);
        assertThat(linked.matches(STEERING)).isTrue();

        Files.writeString(header, "2");
        assertThat(linked.matches(STEERING)).isFalse();
    }

    @Test
    void thereIsNoStampWithoutTheTreesHeaders() throws Exception {
        Files.writeString(list, "deps_canary.o := \\\n  /elsewhere/read.h \\\n");
        stamp.write(STEERING);
        assertThat(stamp.matches(STEERING)).isFalse();

        Files.delete(list);
        stamp.write(STEERING);
        assertThat(stamp.matches(STEERING)).isFalse();
    }

    /** A build with an untrusted patch may write the list. */
    @Test
    @Timeout(60)
    void readsOnlyRegularFilesOfTheBuild() throws Exception {
        List<String> evil = List.of("/dev/zero", header + "/../../../../../../dev/zero", ".", header.toString());
        Files.write(list, evil.stream().map(file -> "  " + file + " \\").toList());
        stamp.write(STEERING);

        assertThat(stamp.matches(STEERING)).isTrue();
    }
}
