// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Builds QEMU's arguments: no network, no default devices, and a sandbox in which it starts no process. */
final class QemuCommandLine {
    /** In QEMU's object model, where devices with an id of the command line are. */
    static final String PERIPHERAL = "/machine/peripheral/";

    private static final String SANDBOX = "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny";

    /** The board's; see {@code board_ram_size} of QEMU's raspi.c. */
    private static final String RAM = "2G";

    /** What init writes before it reads its scenario. */
    private static final String READY = "vc4lab: ready";

    private QemuCommandLine() {}

    /**
     * The sockets that QEMU connects to.
     *
     * @param console of the serial console, in addition to its log
     * @param stub of gdb's remote protocol
     */
    record Sockets(Path qmp, Optional<Path> console, Optional<Path> stub) {}

    /**
     * QEMU runs in the machine's folder, starts stopped and connects to the sockets. A guest that powers off, resets or
     * reaches its deadline leaves the machine stopped, so that the devices are still readable.
     *
     * @param loadsState whether it waits for a state to load before it runs
     */
    static List<String> of(Machine machine, Sockets sockets, boolean loadsState) {
        List<String> argv = new ArrayList<>(List.of(machine.boot().qemu().toString()));
        argv.addAll(List.of("-machine", machine.memory().isPresent() ? "raspi4b,memory-backend=memory" : "raspi4b"));
        machine.memory().ifPresent(memory -> argv.addAll(List.of("-object", memoryBackend(machine, memory))));
        argv.addAll(List.of("-no-user-config", "-nodefaults", "-display", machine.display()));
        argv.addAll(List.of("-sandbox", SANDBOX, "-S", "-no-reboot", "-action", "shutdown=pause,watchdog=pause"));
        argv.addAll(machine.clockMode().arguments(machine.schedule()));
        long deadline = machine.guestLimit().toNanos();
        argv.addAll(List.of("-device", "virtual-deadline,id=deadline,at-ns=" + deadline));
        for (int i = 0; i < machine.changes().size(); i++) {
            argv.addAll(List.of("-device", triggerDevice(i, machine.changes().get(i))));
        }
        argv.addAll(List.of("-chardev", "socket,id=qmp,server=off,path=" + escape(sockets.qmp())));
        argv.addAll(List.of("-mon", "chardev=qmp,mode=control"));
        String append = loadsState ? ",append=on" : "";
        argv.addAll(List.of("-chardev", consoleChardev(machine, sockets.console()) + append));
        argv.addAll(List.of("-serial", "chardev:console"));
        String transcript = escape(machine.pathForQemu(machine.transcript()));
        argv.addAll(List.of("-chardev", "file,id=transcript,path=" + transcript + append));
        String stop = machine.stopsWhenReady() ? ",stop-at=" + READY : "";
        argv.addAll(List.of("-device", "virtual-transcript,chardev=transcript" + stop));
        argv.addAll(List.of("-device", "virtual-hand-in,id=hand-in"));
        argv.addAll(List.of("-kernel", machine.boot().kernel().toString()));
        argv.addAll(List.of("-dtb", machine.boot().deviceTree().toString()));
        if (!loadsState) { // it is in the RAM
            argv.addAll(List.of(
                    "-initrd", machine.pathForQemu(machine.boot().initrd()).toString()));
        }
        argv.addAll(List.of("-append", machine.boot().commandLine()));
        machine.witness().ifPresent(witness -> argv.addAll(List.of("-plugin", witnessPlugin(machine, witness))));
        sockets.stub().ifPresent(stub -> {
            argv.addAll(List.of("-chardev", "socket,id=gdb,server=off,path=" + escape(stub)));
            argv.addAll(List.of("-gdb", "chardev:gdb"));
        });
        if (loadsState) {
            argv.addAll(List.of("-incoming", "defer"));
        }
        return List.copyOf(argv);
    }

    private static String memoryBackend(Machine machine, Machine.MemoryFile memory) {
        return "memory-backend-file,id=memory,size=" + RAM + ",mem-path=" + escape(machine.pathForQemu(memory.path()))
                + (memory.writable() ? ",share=on" : ",share=off,readonly=on,rom=off");
    }

    private static String consoleChardev(Machine machine, Optional<Path> consoleSocket) {
        String log = escape(machine.pathForQemu(machine.console()));
        return consoleSocket
                .map(socket -> "socket,id=console,server=off,path=" + escape(socket) + ",logfile=" + log)
                .orElse("file,id=console,path=" + log);
    }

    private static String witnessPlugin(Machine machine, Machine.WitnessFiles witness) {
        return escape(witness.plugin())
                + ",config=" + escape(machine.pathForQemu(witness.configuration()))
                + ",out=" + escape(machine.pathForQemu(witness.log()))
                + witness.calls()
                        .map(calls -> ",calls=" + escape(machine.pathForQemu(calls.configuration())) + ",calls-out="
                                + escape(machine.pathForQemu(calls.log())))
                        .orElse("");
    }

    private static String triggerDevice(int number, ScheduledChange change) {
        DeviceProperty setting = change.setting();
        return "virtual-trigger,id=" + triggerId(number)
                + ",watch=" + escape(Qom.pathOf(change.watchedDevice()))
                + ",counter=" + escape(change.counter())
                + ",reaches=" + change.threshold()
                + ",delay-ns=" + change.delay().toNanos()
                + ",object=" + escape(Qom.pathOf(setting.device()))
                + ",property=" + escape(setting.property())
                + ",value=" + escape(setting.value().asText());
    }

    /** The id of the device that does the machine's scheduled change of this number. */
    static String triggerId(int number) {
        return "trigger" + number;
    }

    private static String escape(Path path) {
        return escape(path.toString());
    }

    /** In an option list a comma ends the value unless it is doubled. */
    private static String escape(String text) {
        return text.replace(",", ",,");
    }
}
