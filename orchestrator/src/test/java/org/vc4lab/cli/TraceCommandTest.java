// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.trace.CallLog;
import org.vc4lab.trace.ChromeTrace;

final class TraceCommandTest {
    /** Who reads the earlier file reads all of it. */
    @Test
    void aTraceReplacesAnEarlierFileAtOnce(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("trace.json"), "earlier");
        Path earlier = Files.createLink(folder.resolve("earlier"), file);
        TraceCommand.write(file, ChromeTrace.of(new CallLog(List.of(), OptionalLong.of(0)), "t"));
        assertThat(earlier).hasContent("earlier");
        assertThat(file).content().contains("traceEvents");
    }
}
