// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.vc4lab.build.kernel.KernelRange;
import org.vc4lab.build.rootfs.LockedPackage;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.model.CaseReports.FollowOnReports;
import org.vc4lab.lab.model.Verdict;

/**
 * A case.yaml, key by key; patches/case.schema.json describes each. Only Jackson constructs it, so that its many
 * components are never passed by position.
 */
record CaseDocument(
        @JsonProperty("case") String name,
        @JsonProperty("summary") String summary,
        @JsonProperty("kernel") String kernel,
        @JsonProperty("kernels") Optional<KernelRange> kernels,
        @JsonProperty("config") String config,
        @JsonProperty("fragments") Optional<List<String>> fragments,
        @JsonProperty("base") Optional<String> base,
        @JsonProperty("unpatched") Optional<String> unpatched,
        @JsonProperty("packages") Optional<Map<String, List<LockedPackage>>> packages,
        @JsonProperty("files") Optional<List<String>> files,
        @JsonProperty("devices") Optional<Map<String, String>> devices,
        @JsonProperty("scenarios") Map<String, ScenarioSection> scenarios,
        @JsonProperty("profiles") Optional<Map<String, ProfileSection>> profiles,
        @JsonProperty("limits") Optional<LimitSections> limits,
        @JsonProperty("reports") Map<String, ReportSection> reports,
        @JsonProperty("bug") List<String> bug,
        @JsonProperty("consequences") Optional<Map<String, FollowOnReports>> consequences,
        @JsonProperty("complaints") Optional<List<String>> complaints,
        @JsonProperty("candidates") List<CandidateSection> candidates,
        @JsonProperty("configurations") Optional<Map<String, ConfigSection>> configurations,
        @JsonProperty("generations") Optional<List<KernelRangeSection>> generations) {
    record ScenarioSection(
            @JsonProperty("run") List<String> run,
            @JsonProperty("audio") Optional<AudioSection> audio,
            @JsonProperty("meanwhile") Optional<List<ChangeSection>> changes,
            @JsonProperty("faults") Optional<List<String>> faults,
            @JsonProperty("tolerates") Optional<List<String>> tolerates,
            @JsonProperty("evidence") Optional<List<RequirementSection>> evidence,
            @JsonProperty("guestSeconds") int guestSeconds) {}

    /** One of command, output, log and counter; a command may have an output too. */
    record RequirementSection(
            @JsonProperty("command") Optional<String> command,
            @JsonProperty("status") OptionalInt status,
            @JsonProperty("output") Optional<String> output,
            @JsonProperty("log") Optional<String> log,
            @JsonProperty("counter") Optional<String> counter,
            @JsonProperty("atLeast") Optional<Long> atLeast,
            @JsonProperty("atMost") Optional<Long> atMost) {}

    record AudioSection(
            @JsonProperty("cards") List<Integer> cards,
            @JsonProperty("plays") int plays,
            @JsonProperty("frames") OptionalInt frames,
            @JsonProperty("periodInterrupts") int periodInterrupts,
            @JsonProperty("format") Optional<FormatSection> format,
            @JsonProperty("speakers") Optional<List<Integer>> speakers) {}

    record FormatSection(
            @JsonProperty("rate") int rate,
            @JsonProperty("channels") int channels,
            @JsonProperty("highBitRate") Optional<Boolean> highBitRate) {}

    record ChangeSection(
            @JsonProperty("when") String counter,
            @JsonProperty("reaches") int threshold,
            @JsonProperty("afterMillis") OptionalInt delayMillis,
            @JsonProperty("set") String property,
            @JsonProperty("to") JsonNode value) {}

    record ProfileSection(@JsonProperty("set") Map<String, Map<String, JsonNode>> properties) {}

    record LimitSections(
            @JsonProperty("irqsOffMicros") Optional<LimitSection> irqsOff,
            @JsonProperty("infoframeLateMicros") Optional<LimitSection> infoframeLate) {}

    record LimitSection(@JsonProperty("limit") int max, @JsonProperty("floor") int baseline) {}

    record ReportSection(
            @JsonProperty("title") String title,
            @JsonProperty("kind") ReportKind kind,
            @JsonProperty("in") Optional<String> source,
            @JsonProperty("chain") List<String> chain,
            @JsonProperty("locks") Optional<List<String>> locks) {}

    record CandidateSection(
            @JsonProperty("name") String name,
            @JsonProperty("scenario") Optional<String> scenario,
            @JsonProperty("expect") VerdictSection expect,
            @JsonProperty("reports") Optional<Map<String, List<String>>> reports,
            @JsonProperty("elsewhere") Optional<Map<String, VerdictSection>> elsewhere) {}

    /** One verdict for all profiles, or verdicts by profile. */
    record VerdictSection(Optional<Verdict> forAll, Map<String, Verdict> byProfile) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static VerdictSection of(String verdict) {
            return new VerdictSection(Optional.of(Verdict.of(verdict)), Map.of());
        }

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static VerdictSection of(Map<String, Verdict> byProfile) {
            return new VerdictSection(Optional.empty(), byProfile);
        }

        Optional<Verdict> underProfile(String profile) {
            return forAll.or(() -> Optional.ofNullable(byProfile.get(profile)));
        }
    }

    record ConfigSection(
            @JsonProperty("fastProcessors") Optional<Boolean> fastProcessors,
            @JsonProperty("limits") Optional<LimitSections> limits,
            @JsonProperty("expects") Optional<Boolean> expects) {}

    record KernelRangeSection(
            @JsonProperty("kernels") KernelRange kernels,
            @JsonProperty("known") Optional<List<String>> known,
            @JsonProperty("irqsOffMicros") Optional<LimitSection> irqsOff,
            @JsonProperty("unpatched") String unpatched,
            @JsonProperty("candidates") List<CandidateSection> candidates) {}
}
