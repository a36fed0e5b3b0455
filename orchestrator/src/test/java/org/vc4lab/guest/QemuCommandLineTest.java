// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.guest.QemuCommandLine.Sockets;

final class QemuCommandLineTest {
    @Test
    void bootsTheMachineWithoutOtherDevices() {
        assertThat(String.join(" ", commandLine("/t", ClockMode.DETERMINISTIC)))
                .isEqualTo("/q/qemu -machine raspi4b -no-user-config -nodefaults -display none"
                        + " -sandbox on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"
                        + " -S -no-reboot -action shutdown=pause,watchdog=pause -icount shift=2,sleep=off,slot-ns=50000"
                        + " -device virtual-deadline,id=deadline,at-ns=20000000000"
                        + " -chardev socket,id=qmp,server=off,path=/s/qmp -mon chardev=qmp,mode=control"
                        + " -chardev file,id=console,path=console.log -serial chardev:console"
                        + " -chardev file,id=transcript,path=transcript.log"
                        + " -device virtual-transcript,chardev=transcript -device virtual-hand-in,id=hand-in"
                        + " -kernel /k -dtb /d -initrd /i -append console=ttyAMA0 quiet");
    }

    @Test
    void runsWithTheHostsClockIfAsked() {
        assertThat(commandLine("/t", ClockMode.FREE_RUNNING))
                .contains("-accel", "tcg,thread=multi")
                .doesNotContain("-icount");
    }

    @Test
    void commasInPathsAreDoubled() {
        Machine machine = machine("/t", ClockMode.DETERMINISTIC);
        assertThat(QemuCommandLine.of(machine, sockets("/a,b/qmp"), false))
                .contains("socket,id=qmp,server=off,path=/a,,b/qmp");
    }

    @Test
    void eachTriggerIsADevice() {
        DeviceProperty property = DeviceProperty.flag("/machine/hdmi0", "connected", false);
        assertThat(commandLine(
                        "/t",
                        ClockMode.DETERMINISTIC,
                        new ScheduledChange("/machine/mai0", "words-played", 7, Duration.ofMillis(2), property),
                        new ScheduledChange(
                                "/machine/mai0",
                                "streams",
                                1,
                                Duration.ZERO,
                                DeviceProperty.text("/machine/x", "name", "a,b"))))
                .contains(
                        "virtual-trigger,id=trigger0,watch=/machine/mai0,counter=words-played,reaches=7,delay-ns=2000000"
                                + ",object=/machine/hdmi0,property=connected,value=false",
                        "virtual-trigger,id=trigger1,watch=/machine/mai0,counter=streams,reaches=1,delay-ns=0"
                                + ",object=/machine/x,property=name,value=a,,b");
    }

    @Test
    void theWitnessIsAPlugin() {
        Machine machine = machine("/t", ClockMode.DETERMINISTIC)
                .withWitness(new Machine.WitnessFiles(
                        Path.of("/a,b/libwitness.so"), Path.of("/t/witness.conf"), Path.of("/t/witness.jsonl")));
        assertThat(QemuCommandLine.of(machine, sockets("/s/qmp"), false))
                .containsSequence("-plugin", "/a,,b/libwitness.so,config=witness.conf,out=witness.jsonl");
        assertThat(Launcher.Confined.withInnerPaths(machine)
                        .witness()
                        .orElseThrow()
                        .plugin())
                .isEqualTo(Path.of("/lab/libwitness.so"));
    }

    @Test
    void theWitnessOfAConfinedEmulatorWritesCallsToo() {
        Machine machine = machine("/t", ClockMode.DETERMINISTIC)
                .withWitness(new Machine.WitnessFiles(
                        Path.of("/a/libwitness.so"),
                        Path.of("/t/witness.conf"),
                        Path.of("/t/witness.jsonl"),
                        Optional.of(new Machine.CallFiles(Path.of("/t/calls.conf"), Path.of("/t/calls.jsonl")))));
        assertThat(QemuCommandLine.of(Launcher.Confined.withInnerPaths(machine), sockets("/s/qmp"), false))
                .contains("/lab/libwitness.so,config=witness.conf,out=witness.jsonl,calls=calls.conf,"
                        + "calls-out=calls.jsonl");
    }

    @Test
    void aConfinedEmulatorReadsItsWitness(@TempDir Path folder) throws Exception {
        Path plugin = Path.of("/a/libwitness.so");
        Machine machine = machine(folder.toString(), ClockMode.DETERMINISTIC)
                .withWitness(new Machine.WitnessFiles(plugin, folder.resolve("conf"), folder.resolve("log")));
        assertThat(Launcher.Confined.confine(machine).readOnlyMounts())
                .containsEntry(plugin, Path.of("/lab/libwitness.so"));
    }

    @Test
    void aMachineThatWillBeSavedKeepsItsRamInAFileAndStopsWhenItIsReady() {
        Machine machine = machine("/t", ClockMode.DETERMINISTIC)
                .stoppingWhenReady()
                .withMemory(new Machine.MemoryFile(Path.of("/t/ram"), true));
        assertThat(QemuCommandLine.of(machine, sockets("/s/qmp"), false))
                .containsSequence("-machine", "raspi4b,memory-backend=memory")
                .containsSequence("-object", "memory-backend-file,id=memory,size=2G,mem-path=ram,share=on")
                .contains("virtual-transcript,chardev=transcript,stop-at=vc4lab: ready");
    }

    /** Its logs begin with what the saved one wrote, and it must not change the saved RAM. */
    @Test
    void aRestoredMachineAddsToItsLogsAndCopiesTheRam() {
        Machine machine =
                machine("/t", ClockMode.DETERMINISTIC).withMemory(new Machine.MemoryFile(Path.of("/a,b/ram"), false));
        assertThat(QemuCommandLine.of(machine, sockets("/s/qmp"), true))
                .containsSequence(
                        "-object",
                        "memory-backend-file,id=memory,size=2G,mem-path=/a,,b/ram,share=off,readonly=on,rom=off")
                .contains(
                        "file,id=console,path=console.log,append=on",
                        "file,id=transcript,path=transcript.log,append=on",
                        "virtual-transcript,chardev=transcript",
                        "-incoming")
                .doesNotContain("-initrd");
    }

    @Test
    void aConfinedEmulatorReadsTheSavedRam(@TempDir Path folder) throws Exception {
        Path ram = Path.of("/a/ram");
        Machine machine = machine(folder.toString(), ClockMode.DETERMINISTIC);
        Machine restored = machine.withMemory(new Machine.MemoryFile(ram, false));
        assertThat(Launcher.Confined.confine(restored).readOnlyMounts()).containsEntry(ram, Path.of("/lab/memory"));
        assertThat(Launcher.Confined.withInnerPaths(restored).memory())
                .contains(new Machine.MemoryFile(Path.of("/lab/memory"), false));
        Machine saved = machine.withMemory(new Machine.MemoryFile(folder.resolve("ram"), true));
        assertThat(Launcher.Confined.confine(saved).readOnlyMounts()).doesNotContainKey(folder.resolve("ram"));
        assertThat(Launcher.Confined.withInnerPaths(saved).memory()).isEqualTo(saved.memory());
    }

    @Test
    void attachmentSetsConsoleAndDisplay() {
        Machine machine = machine("/t", ClockMode.FREE_RUNNING).withDisplay("vnc=127.0.0.1:5");
        Sockets sockets = new Sockets(Path.of("/s/qmp"), Optional.of(Path.of("/s/console")), Optional.empty());
        assertThat(String.join(" ", QemuCommandLine.of(machine, sockets, false)))
                .contains(" -display vnc=127.0.0.1:5 ")
                .contains(" -chardev socket,id=console,server=off,path=/s/console,logfile=console.log ");
    }

    @Test
    void theStubConnectsToItsSocket() {
        Machine machine = machine("/t", ClockMode.DETERMINISTIC);
        Sockets sockets = new Sockets(Path.of("/s/qmp"), Optional.empty(), Optional.of(Path.of("/s/gdb")));
        assertThat(QemuCommandLine.of(machine, sockets, true))
                .containsSequence("-chardev", "socket,id=gdb,server=off,path=/s/gdb", "-gdb", "chardev:gdb");
        assertThat(QemuCommandLine.of(machine, sockets("/s/qmp"), true)).doesNotContain("-gdb");
    }

    private static Sockets sockets(String qmp) {
        return new Sockets(Path.of(qmp), Optional.empty(), Optional.empty());
    }

    private static List<String> commandLine(String folder, ClockMode clockMode, ScheduledChange... changes) {
        return QemuCommandLine.of(machine(folder, clockMode, changes), sockets("/s/qmp"), false);
    }

    private static Machine machine(String folder, ClockMode clockMode, ScheduledChange... changes) {
        return new Machine(
                new Machine.BootFiles(
                        Path.of("/q/qemu"), Path.of("/k"), Path.of("/d"), Path.of("/i"), "console=ttyAMA0 quiet"),
                clockMode,
                List.of(),
                List.of(changes),
                Duration.ofSeconds(20),
                Duration.ofMinutes(5),
                Path.of(folder));
    }
}
