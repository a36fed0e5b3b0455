// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.github.dockerjava.api.command.InspectContainerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.LazyFuture;
import org.vc4lab.container.Confinement;
import org.vc4lab.container.DockerImage;
import org.vc4lab.kernellog.Report;

/**
 * An emulated Raspberry Pi 4 in a container. It counts as started when the guest's user space is up, and can be
 * restarted after it was stopped. Guest and host communicate over the serial console; there is no network, and no port.
 * Any number may run at the same time. Its files on the host, such as the console's log and pictures, are deleted when
 * it is stopped.
 */
public final class Bcm2711Container extends GenericContainer<Bcm2711Container> {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final String SYMBOLS_FILE = "vmlinux";
    private static final String FOLDER_PREFIX = "vc4lab-container";

    private final MachineProvider provider;
    private MachineRequest request = MachineRequest.defaults(LaunchMode.CONTAINER);
    private boolean symbolsRequested;
    private Consumer<String> consoleConsumer = line -> {};
    private @Nullable PrivateTempDirectory folder;

    /** The requested machine; built when the container is started. */
    private MachineProvider.@Nullable ProvidedMachine provided;

    private @Nullable Confinement confinement;
    private @Nullable PendingGuest pendingGuest;
    private @Nullable BootedGuest guest;

    /** With the machines of the {@link MachineProvider} on the class path. */
    public Bcm2711Container() {
        this(MachineProvider.load());
    }

    public Bcm2711Container(MachineProvider provider) {
        super(new CompletableFuture<>());
        this.provider = provider;
        setImage(new LazyFuture<String>() {
            @Override
            protected String resolve() {
                return image().name();
            }
        });
        withStartupTimeout(START_LIMIT);
        setWaitStrategy(new UserSpaceWaitStrategy());
        withNetworkMode("none");
        withWorkingDirectory(Launcher.Confined.MACHINE_FOLDER.toString());
        withCreateContainerCmdModifier(
                command -> TestcontainersEmulator.confine(command, Objects.requireNonNull(confinement)));
    }

    private DockerImage image() {
        return (DockerImage) ((Launcher.Confined) provided().launcher()).confiner();
    }

    private MachineProvider.ProvidedMachine provided() {
        return Objects.requireNonNull(provided, "the container has not been started");
    }

    /** A case of the lab instead of the default one: its kernel, candidates, programs and files. */
    public Bcm2711Container withCase(String name) {
        return changeRequest(current -> current.withCase(name));
    }

    /** A kernel's version, such as 5.10.223. */
    public Bcm2711Container withKernel(String release) {
        return changeRequest(current -> current.withKernel(release));
    }

    /** {@code armv7l}, {@code arm64} or {@code arm64-kasan}; by default what the case is configured for. */
    public Bcm2711Container withArch(String arch) {
        return changeRequest(current -> current.withArch(arch));
    }

    /** One of the candidates of the case, with what the case is based on. */
    public Bcm2711Container withCandidate(String candidate) {
        return changeRequest(current -> current.withCandidate(candidate));
    }

    /** A patch, a mailbox or a folder of patches on top of that. */
    public Bcm2711Container withPatches(Path series) {
        return changeRequest(current -> current.withPatches(series));
    }

    /** A kernel configuration fragment; each of its lines must take effect. */
    public Bcm2711Container withConfigFragment(Path fragment) {
        return changeRequest(current -> current.withConfigFragment(fragment));
    }

    /** A fault in the hardware, as {@code NAME} or {@code NAME=VALUE}; {@code ./vc4lab faults} lists them. */
    public Bcm2711Container withFault(String fault) {
        return changeRequest(current -> current.withFault(fault));
    }

    /** Puts the kernel's vmlinux beside the console's log. */
    public Bcm2711Container withSymbols() {
        symbolsRequested = true;
        return this;
    }

    /** Adds a consumer of the lines of the serial console. */
    public Bcm2711Container withConsoleConsumer(Consumer<String> consumer) {
        consoleConsumer = consoleConsumer.andThen(consumer);
        return this;
    }

    /**
     * A machine is not reused by another JVM: it is removed with the process that started it, to which its console is
     * connected, and after the first report of a kernel its lock checks are off, for the next user too. Tests of one
     * run may share one in a static field.
     *
     * @throws UnsupportedOperationException if {@code reusable} is true
     */
    @Override
    public Bcm2711Container withReuse(boolean reusable) {
        if (reusable) {
            throw new UnsupportedOperationException("an emulated machine cannot be reused by another JVM: it ends with"
                    + " the process that started it, and reports that one test causes would count for the next;"
                    + " share it among the tests of a run in a static field");
        }
        return super.withReuse(false);
    }

    private Bcm2711Container changeRequest(UnaryOperator<MachineRequest> change) {
        request = change.apply(request);
        return this;
    }

    /** The booted guest; the methods below delegate to it. */
    public BootedGuest guest() {
        return Objects.requireNonNull(guest, "the container is not started");
    }

    public GuestResult execInGuest(String... argv) throws IOException, InterruptedException {
        return guest().execInGuest(argv);
    }

    public void copyToGuest(Path file, String path) throws IOException, InterruptedException {
        guest().copyToGuest(file, path);
    }

    public void copyFromGuest(String path, Path file) throws IOException, InterruptedException {
        guest().copyFromGuest(path, file);
    }

    /** What the kernel has reported so far. */
    public List<Report> kernelLog() throws IOException {
        return guest().kernelLog();
    }

    public GuestEvidence evidence() throws IOException, InterruptedException {
        return guest().evidence();
    }

    public Path screenshot() throws IOException, InterruptedException {
        return guest().screenshot();
    }

    public void hotplug(boolean connected) throws IOException, InterruptedException {
        guest().hotplug(connected);
    }

    /** The kernel's vmlinux with symbols: a copy beside the console's log if {@link #withSymbols} was called. */
    public Path symbols() {
        return symbolsRequested
                ? provided().machine().folder().resolve(SYMBOLS_FILE)
                : provided().symbols();
    }

    @Override
    public void start() {
        try {
            if (getContainerId() == null) {
                createMachine();
            }
            super.start();
        } catch (RuntimeException failed) {
            stop();
            deleteHostFiles();
            throw failed;
        }
    }

    private void createMachine() {
        try {
            PrivateTempDirectory directory = PrivateTempDirectory.create(FOLDER_PREFIX);
            folder = directory;
            provide(directory.path());
            if (symbolsRequested) {
                Files.copy(provided().symbols(), symbols());
            }
        } catch (IOException failed) {
            throw new ContainerLaunchException("cannot create the machine's folder", failed);
        }
    }

    private void provide(Path directory) {
        try {
            provided = provider.provide(request, directory);
        } catch (IOException failed) {
            throw new ContainerLaunchException(String.valueOf(failed.getMessage()), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ContainerLaunchException("interrupted", interrupted);
        }
    }

    private void deleteHostFiles() {
        if (pendingGuest != null) {
            try {
                pendingGuest.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            pendingGuest = null;
        }
        if (folder != null) {
            folder.close();
            folder = null;
        }
    }

    @Override
    protected void configure() {
        Machine machine = provided().machine();
        try {
            PendingGuest listening = PendingGuest.withConsole(machine);
            pendingGuest = listening;
            confinement = Launcher.Confined.confine(machine);
            setCommand(listening
                    .arguments(Launcher.Confined.withInnerPaths(machine))
                    .toArray(String[]::new));
            withLabels(image().engine().label());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Waits until the guest's user space is up, or its machine has ended. */
    private final class UserSpaceWaitStrategy extends AbstractWaitStrategy {
        @Override
        protected void waitUntilReady() {
            try (PendingGuest listening = Objects.requireNonNull(pendingGuest)) {
                guest = BootedGuest.awaitUserSpace(
                        listening,
                        TestcontainersEmulator.of(dockerClient, getContainerId(), () -> getLogs()),
                        line -> consoleConsumer.accept(line),
                        startupTimeout);
                Files.deleteIfExists(provided().machine().boot().initrd());
            } catch (IOException failed) {
                throw new ContainerLaunchException(String.valueOf(failed.getMessage()), failed);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new ContainerLaunchException("interrupted", interrupted);
            }
        }
    }

    @Override
    protected void containerIsStopping(InspectContainerResponse info) {
        if (guest != null) {
            guest.close();
            guest = null;
        }
    }

    @Override
    protected void containerIsStopped(InspectContainerResponse info) {
        deleteHostFiles();
    }
}
