// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.LazyFuture;
import org.vc4lab.container.Owner;
import org.vc4lab.kernellog.Report;

/**
 * An emulated Raspberry Pi 4 in a container. It is started when the guest's user space is up, and can be started again
 * after it was stopped. Guest and host speak over the serial console: it has no network, and no ports. Any number may
 * run at the same time. Its files on the host, such as the console's log and pictures, go when it is stopped.
 */
public final class Bcm2711Container extends GenericContainer<Bcm2711Container> {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final long BYTES_OF_MIB = 1L << 20;
    private static final String SYMBOLS = "vmlinux";
    private static final String FOLDER = "vc4lab-container";

    private final Parts parts;
    private MachineOrder order = MachineOrder.usual(Where.CONTAINER);
    private boolean symbols;
    private Consumer<String> lines = line -> {};
    private @Nullable PrivateFolder folder;
    private @Nullable ExpectedGuest expected;
    private @Nullable BootedGuest guest;

    /** With machines from whoever offers them to {@link java.util.ServiceLoader}; the lab does. */
    public Bcm2711Container() {
        this(MachineSource.found());
    }

    public Bcm2711Container(MachineSource source) {
        this(new Parts(source));
    }

    private Bcm2711Container(Parts parts) {
        super(new LazyFuture<String>() {
            @Override
            protected String resolve() {
                return parts.launcher().image();
            }
        });
        this.parts = parts;
        withStartupTimeout(START_LIMIT);
        setWaitStrategy(new UserSpace());
        withNetworkMode("none");
        withWorkingDirectory(ContainerLauncher.FOLDER.toString());
        withCreateContainerCmdModifier(command -> confine(command, parts.made().machine()));
    }

    /** What was made to order; made once, when the container is first started. */
    private static final class Parts {
        private final MachineSource source;
        private MachineSource.@Nullable Made made;

        private Parts(MachineSource source) {
            this.source = source;
        }

        private ContainerLauncher launcher() {
            return (ContainerLauncher) made().launcher();
        }

        private MachineSource.Made made() {
            return Objects.requireNonNull(made, "nothing was ordered yet");
        }

        private void make(MachineOrder order, Path folder) {
            try {
                made = source.make(order, folder);
            } catch (IOException failed) {
                throw new ContainerLaunchException(String.valueOf(failed.getMessage()), failed);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new ContainerLaunchException("interrupted", interrupted);
            }
        }
    }

    /** A release of the kernel that the lab has pinned, such as 5.10.223. */
    public Bcm2711Container withKernel(String release) {
        return ordering(before -> before.withKernel(release));
    }

    /** {@code armv7l}, which is usual, {@code arm64} or {@code arm64-kasan}. */
    public Bcm2711Container withArch(String arch) {
        return ordering(before -> before.withArch(arch));
    }

    /** One of the candidates of the lab's case, with what the case is based on. */
    public Bcm2711Container withCandidate(String candidate) {
        return ordering(before -> before.withCandidate(candidate));
    }

    /** A patch, a mailbox or a folder of patches on top of that. */
    public Bcm2711Container withPatches(Path series) {
        return ordering(before -> before.withPatches(series));
    }

    /** A piece of a kernel configuration; each of its lines must take. */
    public Bcm2711Container withConfigFragment(Path fragment) {
        return ordering(before -> before.withConfigFragment(fragment));
    }

    /** A fault in the hardware, as {@code NAME} or {@code NAME=VALUE}; {@code ./vc4lab faults} lists them. */
    public Bcm2711Container withFault(String fault) {
        return ordering(before -> before.withFault(fault));
    }

    /** Puts the kernel's vmlinux beside the console's log. */
    public Bcm2711Container withSymbols() {
        symbols = true;
        return this;
    }

    /** Who hears each line of the serial console. */
    public Bcm2711Container withConsoleConsumer(Consumer<String> consumer) {
        lines = lines.andThen(consumer);
        return this;
    }

    /**
     * A machine is not reused by another JVM: it is removed with the process that started it, to which its console is
     * connected, and after the first report of a kernel its lock checks are off, for whoever comes next as well. Tests
     * of one run may share one in a static field.
     *
     * @throws UnsupportedOperationException where it is wanted all the same
     */
    @Override
    public Bcm2711Container withReuse(boolean reusable) {
        if (reusable) {
            throw new UnsupportedOperationException("an emulated machine cannot be reused by another JVM: it ends with"
                    + " the process that started it, and what one test made its kernel report would be the next one's;"
                    + " share it among the tests of a run in a static field");
        }
        return super.withReuse(false);
    }

    private Bcm2711Container ordering(UnaryOperator<MachineOrder> change) {
        order = change.apply(order);
        return this;
    }

    /** What the guest can be told; the methods below are short for it. */
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

    /** The kernel with its symbols; where {@link #withSymbols} asked for it, it stands beside the console's log. */
    public Path symbols() {
        return symbols
                ? parts.made().machine().folder().resolve(SYMBOLS)
                : parts.made().symbols();
    }

    @Override
    public void start() {
        try {
            if (getContainerId() == null) {
                make();
            }
            super.start();
        } catch (RuntimeException failed) {
            stop();
            clear();
            throw failed;
        }
    }

    private void make() {
        try {
            PrivateFolder fresh = PrivateFolder.create(FOLDER);
            folder = fresh;
            parts.make(order, fresh.path());
            if (symbols) {
                Files.copy(parts.made().symbols(), symbols());
            }
        } catch (IOException failed) {
            throw new ContainerLaunchException("cannot make the machine's folder", failed);
        }
    }

    /** Whatever is left on this host. */
    private void clear() {
        if (expected != null) {
            try {
                expected.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            expected = null;
        }
        if (folder != null) {
            folder.close();
            folder = null;
        }
    }

    @Override
    protected void configure() {
        Machine made = parts.made().machine();
        ContainerLauncher launcher = parts.launcher();
        try {
            ExpectedGuest next = ExpectedGuest.of(made);
            expected = next;
            Owner.ofThisProcess().take(made.folder());
            setCommand(next.arguments(ContainerLauncher.asSeen(next.machine())).toArray(String[]::new));
            withLabels(launcher.engine().label());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The same bounds as those of the lab's own trials. */
    private static void confine(CreateContainerCmd command, Machine machine) {
        List<Mount> mounts = new ArrayList<>();
        mounts.add(mount(machine.folder(), ContainerLauncher.FOLDER));
        ContainerLauncher.readable(machine)
                .forEach((outside, inside) -> mounts.add(mount(outside, inside).withReadOnly(true)));
        Objects.requireNonNull(command.getHostConfig())
                .withMounts(mounts)
                .withReadonlyRootfs(true)
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withMemory(ContainerLauncher.MEMORY_MIB * BYTES_OF_MIB)
                .withMemorySwap(ContainerLauncher.MEMORY_MIB * BYTES_OF_MIB)
                .withPidsLimit((long) ContainerLauncher.PROCESSES)
                .withTmpFs(Map.of("/tmp", "rw,nosuid,nodev,size=256m"));
        try {
            command.withUser(Owner.ofThisProcess().user());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Mount mount(Path outside, Path inside) {
        return new Mount()
                .withType(MountType.BIND)
                .withSource(outside.toString())
                .withTarget(inside.toString());
    }

    /** Waits for the guest's user space, and for nothing once it cannot come any more. */
    private final class UserSpace extends AbstractWaitStrategy {
        @Override
        protected void waitUntilReady() {
            try (ExpectedGuest awaited = Objects.requireNonNull(expected)) {
                guest = awaited.meet(
                        new ContainerEmulation(dockerClient, getContainerId(), () -> getLogs()),
                        line -> lines.accept(line),
                        startupTimeout);
                Files.deleteIfExists(parts.made().machine().initrd());
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
        clear();
    }
}
