// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.junit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.vc4lab.exec.Json;
import org.vc4lab.guest.BootedGuest;
import org.vc4lab.guest.DeviceEvidence;
import org.vc4lab.guest.GuestEvidence;
import org.vc4lab.guest.MachineProvider;
import org.vc4lab.guest.MachineRequest;
import org.vc4lab.kernellog.Report;

/** The JUnit extension of {@link Vc4Lab}. */
final class Vc4LabExtension implements ParameterResolver, AfterTestExecutionCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(Vc4LabExtension.class);
    private static final Path ARTEFACTS = Path.of("target", "vc4lab");
    private static final Duration BOOT_LIMIT = Duration.ofMinutes(3);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Prints 1 while lockdep is on: its first report, or an oops, turns it off. */
    private static final String LOCK_CHECKS = "awk '$1 == \"debug_locks:\" { print $2 }' /proc/lockdep_stats";

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == BootedGuest.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(BootedGuest.class, key -> boot(context), BootedGuest.class);
    }

    /** JUnit closes the guest at the end of the test. */
    private static BootedGuest boot(ExtensionContext context) {
        Vc4Lab annotation = find(context, Vc4Lab.class)
                .orElseThrow(() -> new ParameterResolutionException("neither test nor class has @Vc4Lab"));
        try {
            MachineProvider.ProvidedMachine provided =
                    MachineProvider.load().provide(request(annotation), prepareFolder(context));
            BootedGuest guest = BootedGuest.boot(provided.machine(), provided.launcher(), line -> {}, BOOT_LIMIT);
            Files.deleteIfExists(provided.machine().boot().initrd());
            context.publishReportEntry("console", guest.console().toString());
            return guest;
        } catch (IOException failed) {
            throw new ParameterResolutionException("no guest: " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ParameterResolutionException("interrupted", interrupted);
        }
    }

    static MachineRequest request(Vc4Lab annotation) {
        MachineRequest request = MachineRequest.defaults(annotation.launcher())
                .withCase(annotation.caseName())
                .withKernel(annotation.kernel())
                .withArch(annotation.arch())
                .withCandidate(annotation.candidate());
        for (String fault : annotation.faults()) {
            request = request.withFault(fault);
        }
        return request;
    }

    /** A folder of this test; files of an earlier run are deleted. */
    private static Path prepareFolder(ExtensionContext context) throws IOException {
        String test = context.getUniqueId().replaceFirst("^.*\\[class:", "").replaceAll("[^A-Za-z0-9._-]+", "_");
        Path folder = Files.createDirectories(ARTEFACTS.resolve(test).toAbsolutePath());
        PathUtils.cleanDirectory(folder);
        return folder;
    }

    /** Fails a test after which the kernel has reported something or checks no locks, even if its assertions hold. */
    @Override
    public void afterTestExecution(ExtensionContext context) throws Exception {
        BootedGuest guest = context.getStore(NAMESPACE).get(BootedGuest.class, BootedGuest.class);
        if (guest == null) {
            return;
        }
        List<String> allowed = find(context, AllowReports.class)
                .map(allow -> List.of(allow.value()))
                .orElse(List.of());
        Optional<String> problem = check(guest, allowed);
        if (problem.isPresent() && context.getExecutionException().isEmpty()) {
            throw new AssertionError(problem.get());
        }
    }

    /** The annotation of the method, or of its class. */
    private static <A extends java.lang.annotation.Annotation> Optional<A> find(
            ExtensionContext context, Class<A> annotation) {
        return AnnotationSupport.findAnnotation(context.getElement(), annotation)
                .or(() -> AnnotationSupport.findAnnotation(context.getTestClass(), annotation));
    }

    /** Writes the evidence, and returns the problem, if any. */
    private static Optional<String> check(BootedGuest guest, List<String> allowed)
            throws IOException, InterruptedException {
        if (guest.terminationReason().isPresent()) {
            // the test may have ended it on purpose, but that is unknown here
            return describeUnexpectedReports(guest, allowed).or(guest::terminationReason);
        }
        String checks = guest.shell(LOCK_CHECKS, LIMIT).stdout().strip();
        writeEvidence(guest.evidence());
        Optional<String> unexpected = describeUnexpectedReports(guest, allowed);
        boolean masked = checks.equals("0") && guest.kernelLog().isEmpty();
        return unexpected.isEmpty() && masked
                ? Optional.of("the kernel's lock checks are off without a report: its silence proves nothing")
                : unexpected;
    }

    private static Optional<String> describeUnexpectedReports(BootedGuest guest, List<String> allowed)
            throws IOException {
        List<String> reports = guest.kernelLog().stream()
                .filter(report -> allowed.stream().noneMatch(report.title()::contains))
                .map(report -> report.title() + " (line " + report.firstLine() + ")")
                .toList();
        return reports.isEmpty()
                ? Optional.empty()
                : Optional.of("the kernel reported what @AllowReports does not allow:" + System.lineSeparator()
                        + String.join(System.lineSeparator(), reports) + System.lineSeparator()
                        + "console: " + guest.console());
    }

    /** The content of guest-evidence.json. */
    private record EvidenceContent(
            @JsonProperty("reports") List<String> reports,
            @JsonProperty("outputs") List<OutputContent> outputs,
            @JsonProperty("violations") List<String> violations) {}

    private record OutputContent(
            @JsonProperty("streams") long streams,
            @JsonProperty("wordsPlayed") long wordsPlayed,
            @JsonProperty("underruns") long underruns,
            @JsonProperty("audioInfoframe") String audioInfoframe,
            @JsonProperty("infoframeLateNanos") long infoframeLateNanos) {
        static OutputContent of(DeviceEvidence output) {
            return new OutputContent(
                    output.fifo().streams(),
                    output.wordsPlayed(),
                    output.fifo().underruns(),
                    output.infoframes().newest().hex(),
                    output.infoframes().lateNanos());
        }
    }

    static void writeEvidence(GuestEvidence evidence) throws IOException {
        List<String> titles = evidence.reports().stream().map(Report::title).toList();
        List<OutputContent> outputs =
                evidence.outputs().stream().map(OutputContent::of).toList();
        Json.mapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(
                        evidence.folder().resolve("guest-evidence.json").toFile(),
                        new EvidenceContent(titles, outputs, evidence.violations()));
    }
}
