// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Results for KernelCI's database, in version 5.3 of its schema; see kcidb_io/schema/v05_03.py of kernelci/kcidb-io,
 * which says what each property means.
 */
public record KcidbDocument(
        @JsonProperty("version") SchemaVersion version,
        @JsonProperty("checkouts") List<KcidbCheckout> checkouts,
        @JsonProperty("builds") List<KcidbBuild> builds,
        @JsonProperty("tests") List<KcidbTest> tests,
        @JsonProperty("issues") List<KcidbIssue> issues,
        @JsonProperty("incidents") List<KcidbIncident> incidents) {
    public KcidbDocument {
        checkouts = List.copyOf(checkouts);
        builds = List.copyOf(builds);
        tests = List.copyOf(tests);
        issues = List.copyOf(issues);
        incidents = List.copyOf(incidents);
    }

    public record SchemaVersion(@JsonProperty("major") int major, @JsonProperty("minor") int minor) {
        static final SchemaVersion CURRENT = new SchemaVersion(5, 3);
    }

    /**
     * The sources of a kernel.
     *
     * @param patchsetHash absent if the patches are unknown
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record KcidbCheckout(
            @JsonProperty("id") String id,
            @JsonProperty("origin") String origin,
            @JsonProperty("git_commit_hash") Optional<String> commit,
            @JsonProperty("patchset_hash") Optional<String> patchsetHash,
            @JsonProperty("comment") String comment,
            @JsonProperty("start_time") String startTime,
            @JsonProperty("valid") boolean valid) {}

    /** A kernel of a configuration. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record KcidbBuild(
            @JsonProperty("checkout_id") String checkoutId,
            @JsonProperty("id") String id,
            @JsonProperty("origin") String origin,
            @JsonProperty("start_time") String startTime,
            @JsonProperty("architecture") String architecture,
            @JsonProperty("config_name") String config,
            @JsonProperty("status") String status,
            @JsonProperty("log_excerpt") Optional<String> logExcerpt) {}

    /** A trial. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record KcidbTest(
            @JsonProperty("build_id") String buildId,
            @JsonProperty("id") String id,
            @JsonProperty("origin") String origin,
            @JsonProperty("environment") Environment environment,
            @JsonProperty("path") String path,
            @JsonProperty("comment") String comment,
            @JsonProperty("log_excerpt") Optional<String> logExcerpt,
            @JsonProperty("status") String status,
            @JsonProperty("start_time") String startTime,
            @JsonProperty("duration") double seconds,
            @JsonProperty("misc") Map<String, String> misc) {}

    /** The machine. */
    public record Environment(
            @JsonProperty("compatible") List<String> compatible, @JsonProperty("comment") String comment) {
        /** The root node's property in bcm2711-rpi-4-b.dts. */
        static final Environment RASPBERRY_PI_4 =
                new Environment(List.of("raspberrypi,4-model-b", "brcm,bcm2711"), "QEMU with vc4lab's BCM2711 models");
    }

    /** A kernel report, by its signature. */
    public record KcidbIssue(
            @JsonProperty("id") String id,
            @JsonProperty("version") int version,
            @JsonProperty("origin") String origin,
            @JsonProperty("report_subject") String subject,
            @JsonProperty("culprit") Map<String, Boolean> culprit,
            @JsonProperty("comment") String comment) {}

    /**
     * That a trial shows an issue, or proves that it does not.
     *
     * @param present false: the issue is proved to be absent
     */
    public record KcidbIncident(
            @JsonProperty("id") String id,
            @JsonProperty("origin") String origin,
            @JsonProperty("issue_id") String issueId,
            @JsonProperty("issue_version") int issueVersion,
            @JsonProperty("test_id") String testId,
            @JsonProperty("present") boolean present) {}
}
