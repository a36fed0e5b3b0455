// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.report.KcidbDocument.Environment;
import org.vc4lab.report.KcidbDocument.KcidbBuild;
import org.vc4lab.report.KcidbDocument.KcidbCheckout;
import org.vc4lab.report.KcidbDocument.KcidbIncident;
import org.vc4lab.report.KcidbDocument.KcidbIssue;
import org.vc4lab.report.KcidbDocument.KcidbTest;
import org.vc4lab.report.KcidbDocument.SchemaVersion;
import org.vc4lab.report.KernelRun.TrialRun;
import org.vc4lab.report.VerifyDocument.ReportEntry;
import org.vc4lab.source.Sha256;

/**
 * Builds the document for KernelCI's database. The same sources have the same checkout, and the same report the same
 * issue, in each run; builds and tests are those of the run.
 */
public final class KcidbReport {
    private static final int ISSUE_VERSION = 1;
    /** The schema's limit. */
    private static final int LONGEST_EXCERPT = 16384;

    private static final int ID_LENGTH = 32;

    private final String origin;
    private final String runId;
    private final String startedAt;
    private final Map<String, KcidbCheckout> checkouts = new LinkedHashMap<>();
    private final List<KcidbBuild> builds = new ArrayList<>();
    private final List<TestedTrial> tests = new ArrayList<>();
    private final Map<String, KcidbIssue> issues = new LinkedHashMap<>();

    private KcidbReport(String origin, String runId, String startedAt) {
        this.origin = origin;
        this.runId = runId;
        this.startedAt = startedAt;
    }

    /** @param provesAbsence whether a report that it does not have would have been seen */
    private record TestedTrial(KcidbTest test, String scenario, boolean provesAbsence, Set<String> issueIds) {}

    /**
     * The document of a run.
     *
     * @param origin the name of the CI system in the database
     * @param runId no other run of this origin has it
     * @param startedAt ISO 8601
     */
    public static KcidbDocument of(String origin, String runId, String startedAt, List<KernelRun> runs) {
        KcidbReport report = new KcidbReport(origin, runId, startedAt);
        runs.forEach(report::add);
        return new KcidbDocument(
                SchemaVersion.CURRENT,
                List.copyOf(report.checkouts.values()),
                report.builds,
                report.tests.stream().map(TestedTrial::test).toList(),
                List.copyOf(report.issues.values()),
                report.incidents());
    }

    private void add(KernelRun run) {
        String sources = run.commit().orElse(run.name());
        String checkoutId = id("checkout", sources, run.patchsetHash().orElse(run.name()));
        boolean valid = run.verdict() != Verdict.PATCH_FAILED;
        checkouts.putIfAbsent(
                checkoutId,
                new KcidbCheckout(
                        checkoutId, origin, run.commit(), run.patchsetHash(), text(run.name()), startedAt, valid));
        if (!valid) {
            return;
        }
        // a case may add fragments to the configuration
        String buildId = id("build", runId, checkoutId, run.caseName(), run.name(), run.config());
        builds.add(new KcidbBuild(
                checkoutId,
                buildId,
                origin,
                startedAt,
                run.config().startsWith("arm64") ? "arm64" : "arm",
                text(run.config()),
                buildStatus(run),
                run.reason().filter(any -> run.trials().isEmpty()).map(KcidbReport::excerpt)));
        run.trials().forEach(trial -> add(run, buildId, trial));
    }

    private static String buildStatus(KernelRun run) {
        return !run.trials().isEmpty() ? "PASS" : run.verdict() == Verdict.BUILD_FAILED ? "FAIL" : "MISS";
    }

    private void add(KernelRun run, String buildId, TrialRun trial) {
        List<String> explored = trial.explored();
        String faults = String.join("+", trial.faults());
        String testId = explored.isEmpty()
                ? id("test", buildId, trial.scenario(), trial.profile(), faults)
                : id("test", buildId, trial.scenario(), trial.profile(), faults, String.join("\n", explored));
        String path = String.join(".", "vc4lab", word(run.caseName()), word(trial.scenario()), word(trial.profile()));
        KcidbTest test = new KcidbTest(
                buildId,
                testId,
                origin,
                Environment.RASPBERRY_PI_4,
                path + (explored.isEmpty() ? "" : ".schedules"),
                text(run.name() + ": " + trial.verdict()),
                Optional.of(Stream.concat(trial.findings().stream().map(Finding::describe), explored.stream())
                                .collect(Collectors.joining("\n")))
                        .filter(excerpt -> !excerpt.isEmpty())
                        .map(KcidbReport::excerpt),
                testStatus(trial.verdict()),
                startedAt,
                trial.wallMillis() / 1000.0,
                Map.of("verdict", trial.verdict().toString(), "faults", text(String.join(" ", trial.faults()))));
        Set<String> issueIds = new LinkedHashSet<>();
        trial.reports().forEach(report -> issueIds.add(addIssue(run, report)));
        boolean provesAbsence = trial.verdict() == Verdict.CLEAN && explored.isEmpty();
        tests.add(new TestedTrial(test, run.caseName() + "/" + trial.scenario(), provesAbsence, issueIds));
    }

    /** Returns the issue's id. */
    private String addIssue(KernelRun run, ReportEntry report) {
        String issueId = origin + ":" + word(report.signature().toLowerCase(Locale.ROOT));
        issues.computeIfAbsent(
                issueId,
                id -> new KcidbIssue(
                        id,
                        ISSUE_VERSION,
                        origin,
                        text(report.title()),
                        Map.of("code", true),
                        text(report.kind()
                                + report.name()
                                        .map(name -> ", " + name + " of " + run.caseName())
                                        .orElse(""))));
        return issueId;
    }

    /** MASKED means that the checks were off: the test failed, and says nothing on the kernel. */
    private static String testStatus(Verdict verdict) {
        return switch (verdict) {
            case CLEAN -> "PASS";
            case MASKED -> "ERROR";
            case INFRA -> "MISS";
            default -> "FAIL";
        };
    }

    /**
     * An issue is absent from a test if the same scenario showed it on another kernel of this run, and the verdict is
     * CLEAN: then the checks that would have reported it were on, which the canary proves. Other schedules may have run
     * without it.
     */
    private List<KcidbIncident> incidents() {
        Map<String, Set<String>> issuesByScenario = new HashMap<>();
        tests.forEach(tested -> issuesByScenario
                .computeIfAbsent(tested.scenario(), scenario -> new LinkedHashSet<>())
                .addAll(tested.issueIds()));
        List<KcidbIncident> incidents = new ArrayList<>();
        for (TestedTrial tested : tests) {
            tested.issueIds().forEach(issueId -> incidents.add(incident(tested, issueId, true)));
            if (tested.provesAbsence()) {
                issuesByScenario.getOrDefault(tested.scenario(), Set.of()).stream()
                        .filter(issueId -> !tested.issueIds().contains(issueId))
                        .forEach(issueId -> incidents.add(incident(tested, issueId, false)));
            }
        }
        return incidents;
    }

    private KcidbIncident incident(TestedTrial tested, String issueId, boolean present) {
        String testId = tested.test().id();
        return new KcidbIncident(id("incident", testId, issueId), origin, issueId, ISSUE_VERSION, testId, present);
    }

    private String id(String... parts) {
        return origin + ":" + Sha256.of(String.join("\n", parts)).substring(0, ID_LENGTH);
    }

    /** A component of a test's path. */
    private static String word(String name) {
        return name.isEmpty() ? "_" : name.replaceAll("[^A-Za-z0-9_-]", "_");
    }

    private static String text(String text) {
        return text.replace('\0', '?');
    }

    private static String excerpt(String text) {
        return text(text.substring(0, Math.min(text.length(), LONGEST_EXCERPT)));
    }
}
