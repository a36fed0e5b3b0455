// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;

/**
 * A result in the check protocol of b4 review: a JSON array of them is printed for a mail. See "CI check integration"
 * in docs/maintainer/review.rst of b4.
 *
 * @param tool heading of its column
 * @param summary one line
 * @param details several lines
 */
public record B4CheckEntry(
        @JsonProperty("tool") String tool,
        @JsonProperty("status") CheckStatus status,
        @JsonProperty("summary") String summary,
        @JsonProperty("details") String details) {
    private static final String TOOL = "vc4lab";

    /** As b4 names them. */
    public enum CheckStatus {
        PASS("pass"),
        WARN("warn"),
        FAIL("fail");

        private final String text;

        CheckStatus(String text) {
            this.text = text;
        }

        @JsonValue
        @Override
        public String toString() {
            return text;
        }
    }

    /** A verdict that says nothing on the patch is a warning: b4 has no other word for it. */
    public static B4CheckEntry of(ReplyContent content) {
        CheckStatus status =
                content.isClean() ? CheckStatus.PASS : content.blamesPatch() ? CheckStatus.FAIL : CheckStatus.WARN;
        List<String> details = new ArrayList<>(content.scenarios());
        details.addAll(content.seen());
        details.add("again: " + content.command());
        return new B4CheckEntry(TOOL, status, content.verdict() + ": " + content.meaning(), String.join("\n", details));
    }

    /** A mail that the lab does not apply, and why. */
    public static B4CheckEntry refused(String reason) {
        return new B4CheckEntry(
                TOOL, CheckStatus.FAIL, reason.lines().findFirst().orElse(""), reason);
    }
}
