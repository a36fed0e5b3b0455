// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Optional;
import org.vc4lab.lab.model.ClaimTrial.LocatedSleep;

/**
 * A claim with its verdict.
 *
 * @param proof the first such sleep; only if it is proved
 */
public record ClaimResult(
        @JsonProperty("claim") Claim claim,
        @JsonProperty("verdict") ClaimVerdict verdict,
        @JsonProperty("reason") String reason,
        @JsonProperty("proof") Optional<ClaimProof> proof,
        @JsonProperty("trials") List<ClaimTrial> trials) {
    public ClaimResult {
        trials = List.copyOf(trials);
    }

    /** What the trials say about a claim. */
    public enum ClaimVerdict {
        /** The witness saw it. */
        PROVED("PROVED"),
        /** The line was executed, and no such sleep was seen: other scenarios may show it. */
        REFUTED("REFUTED"),
        /** The line was never executed. */
        UNREACHED("UNREACHED"),
        /** The evidence is incomplete. */
        UNKNOWN("UNKNOWN");

        private final String text;

        ClaimVerdict(String text) {
            this.text = text;
        }

        @JsonValue
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * A sleep that is as claimed.
     *
     * @param log the witness's, which has its line
     */
    public record ClaimProof(
            @JsonProperty("scenario") String scenario,
            @JsonProperty("profile") String profile,
            @JsonProperty("log") String log,
            @JsonProperty("sleep") LocatedSleep sleep) {
        public static ClaimProof of(ClaimTrial trial, LocatedSleep sleep) {
            return new ClaimProof(trial.scenario(), trial.profile(), trial.folder() + "/witness.jsonl", sleep);
        }

        @Override
        public String toString() {
            return scenario + ", " + profile + ": " + sleep;
        }
    }

    /** One without trials. */
    public static ClaimResult unknown(Claim claim, String reason) {
        return new ClaimResult(claim, ClaimVerdict.UNKNOWN, reason, Optional.empty(), List.of());
    }
}
