// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vc4lab.Golden;
import org.vc4lab.build.kernel.KernelDebugInfo.SourceLocation;
import org.vc4lab.exec.Json;
import org.vc4lab.lab.judge.ClaimJudge;
import org.vc4lab.lab.model.Claim;
import org.vc4lab.lab.model.Claim.ClaimContext;
import org.vc4lab.lab.model.ClaimResult;
import org.vc4lab.lab.model.ClaimTrial;
import org.vc4lab.lab.model.ClaimTrial.LocatedSleep;

/** What prove prints, byte for byte. */
final class ProveCommandTest {
    private static ClaimResult proved() {
        Claim claim = new Claim("drivers/squeak.c", 7, "squeak_write", ClaimContext.ATOMIC, Optional.of("squeak_lock"));
        LocatedSleep sleep = new LocatedSleep(
                "msleep",
                List.of(
                        new SourceLocation("squeak_wait", "drivers/squeak.c", 3, true),
                        new SourceLocation("squeak_write", "drivers/squeak.c", 7, false)),
                "aplay",
                2_250_000_000L,
                true,
                1,
                1);
        ClaimTrial hung = new ClaimTrial(
                "play",
                "prompt",
                "/runs/1/play",
                0,
                Optional.of("the witness's log has no end"),
                Optional.of("the witness did not see the canary's sleep"),
                List.of());
        ClaimTrial shown = new ClaimTrial(
                "storm", "prompt", "/runs/1/storm", 12, Optional.empty(), Optional.empty(), List.of(sleep));
        return ClaimJudge.decide(claim, List.of(hung, shown));
    }

    @Test
    void theDocumentKeepsItsBytes() throws Exception {
        StringWriter out = new StringWriter();
        Json.writeDocument(proved(), out);
        Golden.check("claim.json", out.toString());
    }

    @Test
    void theAnswerKeepsItsBytes() throws Exception {
        StringWriter out = new StringWriter();
        ProveCommand.print(proved(), new PrintWriter(out, true));
        Golden.check("claim.txt", out.toString());
    }
}
