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
    void filesWrittenSinceTheMarkerAreDeleted(@TempDir Path folder, @TempDir Path state) throws IOException {
        InProgressMarker marker = new InProgressMarker(state.resolve("busy"));
        Path old = Files.writeString(folder.resolve("whole.o"), "whole");
        Files.setLastModifiedTime(old, FileTime.fromMillis(1_000_000_000_000L));
        marker.set();
        Path fresh = Files.writeString(folder.resolve("half.o"), "ha");
        marker.deleteHalfWritten(folder);
        assertThat(old).exists();
        assertThat(fresh).doesNotExist();
        assertThat(marker.isSet()).isFalse();
    }

    @Test
    void afterACompleteBuildNothingIsDeleted(@TempDir Path folder, @TempDir Path state) throws IOException {
        InProgressMarker marker = new InProgressMarker(state.resolve("busy"));
        marker.set();
        Path fresh = Files.writeString(folder.resolve("whole.o"), "whole");
        marker.clear();
        marker.deleteHalfWritten(folder);
        assertThat(fresh).exists();
    }
}
