// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessIdentity;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.RunningProcess;

final class ReaperTest {
    private static final String OTHER_BOOT = "00000000-0000-4000-8000-000000000000";
    private static final String OTHER_NAMESPACE = "pid:[1]";
    private static final long NO_PROCESS = 4_194_305; // beyond the kernel's highest pid

    private final ProcessIdentity self;

    ReaperTest() throws IOException {
        this.self = ProcessIdentity.self();
    }

    private List<String> orphans(String state, ProcessIdentity owner) {
        return Reaper.findOrphans(List.of("1f " + state + " " + owner.label()), self);
    }

    private ProcessIdentity owner(long pid, long startTicks) {
        return new ProcessIdentity(self.boot(), self.pidNamespace(), pid, startTicks);
    }

    @Test
    void aLabelIsReadBack() {
        assertThat(ProcessIdentity.parse(self.label())).contains(self);
    }

    /** In the kernel's own words, which no step of the clock changes. */
    @Test
    void thisProcessIsNamedByItsStartInTicksSinceTheBoot() throws Exception {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String fromField3On = stat.substring(stat.lastIndexOf(") ") + 2);
        assertThat(self.label())
                .startsWith(Files.readString(Path.of("/proc/sys/kernel/random/boot_id"))
                                .strip() + "/pid:[")
                .endsWith(
                        "/" + ProcessHandle.current().pid() + "/" + fromField3On.split(" ", -1)[22 - 3]);
    }

    @Test
    void containersOfALivingProcessStay() {
        assertThat(orphans("running", self)).isEmpty();
        assertThat(orphans("exited", self)).isEmpty();
    }

    @Test
    void containersOfAnEndedProcessGo() {
        assertThat(orphans("running", owner(NO_PROCESS, 1))).containsExactly("1f");
        assertThat(orphans("created", owner(NO_PROCESS, 1))).containsExactly("1f");
        assertThat(orphans("running", owner(self.pid(), self.startTicks() - 1)))
                .as("its pid is used again")
                .containsExactly("1f");
    }

    /** The init of a container may never ask for the exit status of its orphans. */
    @Test
    void aZombieHasEnded() throws Exception {
        String zombie = "sh -c 'echo $$; exec sleep 0' & exec sleep 60";
        try (RunningProcess parent = new ProcessRunner().start(Command.of("sh", "-c", zombie))) {
            await("zombie").until(() -> !parent.output().isEmpty());
            Path stat = Path.of("/proc", parent.output().get(0), "stat");
            await("zombie").until(() -> Files.readString(stat).contains(") Z "));
            long ticks = Long.parseLong(Files.readString(stat).split(" ", -1)[21]);
            assertThat(orphans("running", owner(Long.parseLong(parent.output().get(0)), ticks)))
                    .containsExactly("1f");
        }
    }

    @Test
    void containersOfAnotherPidNamespaceStay() {
        assertThat(orphans("running", new ProcessIdentity(self.boot(), OTHER_NAMESPACE, NO_PROCESS, 1)))
                .isEmpty();
        assertThat(orphans("exited", new ProcessIdentity(self.boot(), OTHER_NAMESPACE, NO_PROCESS, 1)))
                .isEmpty();
    }

    @Test
    void containersOfAnotherBootStayWhileTheyRun() {
        ProcessIdentity other = new ProcessIdentity(OTHER_BOOT, self.pidNamespace(), NO_PROCESS, 1);
        assertThat(orphans("running", other)).isEmpty();
        assertThat(orphans("created", other)).isEmpty();
        assertThat(orphans("exited", other)).containsExactly("1f");
    }

    @Test
    void foreignLabelsStay() {
        assertThat(Reaper.findOrphans(
                        List.of(
                                "1f running 4194305@1767225600000",
                                "1f exited someone's",
                                "1f exited ",
                                "1f exited",
                                ""),
                        self))
                .isEmpty();
    }
}
