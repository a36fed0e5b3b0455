// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InProgressMarkerTest {
    @Test
    void filesWrittenSinceTheMarkerAreDeleted(@TempDir Path folder) throws IOException {
        Path old = Files.writeString(folder.resolve("whole.o"), "whole");
        Files.setLastModifiedTime(old, FileTime.fromMillis(1_000_000_000_000L));
        InProgressMarker.set(folder);
        Path fresh = Files.writeString(folder.resolve("half.o"), "ha");
        assertThat(InProgressMarker.deleteHalfWritten(folder)).isTrue();
        assertThat(old).exists();
        assertThat(fresh).doesNotExist();
        assertThat(InProgressMarker.deleteHalfWritten(folder)).isFalse();
    }

    @Test
    void afterACompleteBuildNothingIsDeleted(@TempDir Path folder) throws IOException {
        InProgressMarker.set(folder);
        Path fresh = Files.writeString(folder.resolve("whole.o"), "whole");
        InProgressMarker.clear(folder);
        assertThat(InProgressMarker.deleteHalfWritten(folder)).isFalse();
        assertThat(fresh).exists();
    }
}
