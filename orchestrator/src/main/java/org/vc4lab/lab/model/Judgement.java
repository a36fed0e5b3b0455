// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A trial's verdict: that of the worst finding, CLEAN without findings. */
public record Judgement(@JsonProperty("verdict") Verdict verdict, @JsonProperty("findings") List<Finding> findings) {
    public Judgement {
        findings = List.copyOf(findings);
    }

    public static Judgement of(List<Finding> findings) {
        Verdict worst =
                findings.stream().map(Finding::verdict).max(Verdict::compareTo).orElse(Verdict.CLEAN);
        return new Judgement(worst, findings);
    }

    /** The first finding that has the trial's verdict; empty if none has it. */
    public Optional<Finding> firstFinding() {
        return findings.stream().filter(finding -> finding.verdict() == verdict).findFirst();
    }

    /** A rule's result; the worst verdict among a trial's findings is the trial's. */
    public record Finding(@JsonProperty("verdict") Verdict verdict, @JsonProperty("reason") String reason) {
        private static final Pattern NUMBER =
                Pattern.compile("(?<!ended with status )\\b(0x[0-9a-f]+|[0-9][0-9a-f.]*)");

        /** Whether it is a reason for a trial's verdict: what is said of a CLEAN trial is none for a worse one. */
        public boolean explains(Verdict ofTrial) {
            return verdict != Verdict.CLEAN || ofTrial == Verdict.CLEAN;
        }

        /** Verdict and reason, as users read them. */
        public String describe() {
            return verdict + ": " + reason;
        }

        /** The reason, whatever numbers it has. Another exit status is another reason. */
        public String reasonWithoutNumbers() {
            return NUMBER.matcher(reason).replaceAll("N");
        }
    }
}
