// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkMarkerTest {
    @Test
    void filesWrittenSinceTheMarkerAreDeleted(@TempDir Path folder) throws IOException {
        Path old = Files.writeString(folder.resolve("whole.o"), "whole");
        Files.setLastModifiedTime(old, FileTime.fromMillis(1_000_000_000_000L));
        WorkMarker.set(folder);
        Path fresh = Files.writeString(folder.resolve("half.o"), "ha");
        assertThat(WorkMarker.deleteHalfWritten(folder)).isTrue();
        assertThat(old).exists();
        assertThat(fresh).doesNotExist();
        assertThat(WorkMarker.deleteHalfWritten(folder)).isFalse();
    }

    @Test
    void afterACompleteBuildNothingIsDeleted(@TempDir Path folder) throws IOException {
        WorkMarker.set(folder);
        Path fresh = Files.writeString(folder.resolve("whole.o"), "whole");
        WorkMarker.clear(folder);
        assertThat(WorkMarker.deleteHalfWritten(folder)).isFalse();
        assertThat(fresh).exists();
    }
}
