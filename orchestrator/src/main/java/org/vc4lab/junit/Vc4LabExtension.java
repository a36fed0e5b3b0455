// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.vc4lab.guest.BootedGuest;
import org.vc4lab.guest.MachineProvider;
import org.vc4lab.guest.MachineRequest;

/** The JUnit extension of {@link Vc4Lab}. */
final class Vc4LabExtension implements ParameterResolver, AfterTestExecutionCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(Vc4LabExtension.class);
    private static final Path ARTEFACTS = Path.of("target", "vc4lab");
    private static final Duration BOOT_LIMIT = Duration.ofMinutes(3);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Closed by JUnit at the end of the test. */
    private record GuestResource(BootedGuest guest) implements AutoCloseable {
        @Override
        public void close() {
            guest.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == BootedGuest.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(GuestResource.class, key -> boot(context), GuestResource.class)
                .guest();
    }

    private static GuestResource boot(ExtensionContext context) {
        Vc4Lab annotation = find(context, Vc4Lab.class)
                .orElseThrow(() -> new ParameterResolutionException("neither test nor class has @Vc4Lab"));
        MachineRequest request = MachineRequest.defaults(annotation.launcher())
                .withKernel(annotation.kernel())
                .withArch(annotation.arch())
                .withCandidate(annotation.candidate());
        for (String fault : annotation.faults()) {
            request = request.withFault(fault);
        }
        try {
            MachineProvider.ProvidedMachine provided = MachineProvider.load().provide(request, prepareFolder(context));
            BootedGuest guest = BootedGuest.boot(provided.machine(), provided.launcher(), line -> {}, BOOT_LIMIT);
            Files.deleteIfExists(provided.machine().boot().initrd());
            context.publishReportEntry("console", guest.console().toString());
            return new GuestResource(guest);
        } catch (IOException failed) {
            throw new ParameterResolutionException("no guest: " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ParameterResolutionException("interrupted", interrupted);
        }
    }

    /** A folder of this test; files of an earlier run are deleted. */
    private static Path prepareFolder(ExtensionContext context) throws IOException {
        String test = context.getUniqueId().replaceAll(".*\\[class:", "").replaceAll("[^A-Za-z0-9._-]+", "_");
        Path folder = ARTEFACTS.resolve(test).toAbsolutePath();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> old = Files.list(folder)) {
                for (Path file : old.toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
        return Files.createDirectories(folder);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) throws Exception {
        GuestResource resource = context.getStore(NAMESPACE).get(GuestResource.class, GuestResource.class);
        if (resource == null) {
            return;
        }
        PostTestKernelCheck check = new PostTestKernelCheck(resource.guest(), allowedReports(context), LIMIT);
        Optional<String> problem = check.run();
        if (problem.isPresent() && context.getExecutionException().isEmpty()) {
            throw new AssertionError(problem.get());
        }
    }

    private static List<String> allowedReports(ExtensionContext context) {
        return find(context, AllowReports.class)
                .map(allow -> List.of(allow.value()))
                .orElse(List.of());
    }

    /** The annotation of the method, or of its class. */
    private static <A extends java.lang.annotation.Annotation> Optional<A> find(
            ExtensionContext context, Class<A> annotation) {
        return AnnotationSupport.findAnnotation(context.getElement(), annotation)
                .or(() -> AnnotationSupport.findAnnotation(context.getTestClass(), annotation));
    }
}
