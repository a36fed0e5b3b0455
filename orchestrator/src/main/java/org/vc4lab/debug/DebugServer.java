// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves one gdb. It asks QEMU's stub, but passes on only what looks at the machine or lets it run: what is written
 * would be no part of the trial, and QEMU's monitor is no business of a debugger.
 */
final class DebugServer {
    private static final System.Logger LOG = System.getLogger(DebugServer.class.getName());

    /** QEMU's own. */
    private static final int PACKET_BYTES = 4096;

    private static final String FEATURES = "PacketSize=" + Integer.toHexString(PACKET_BYTES)
            + ";qXfer:features:read+;vContSupported+;multiprocess+;ReverseStep+;ReverseContinue+";

    private static final String UNSUPPORTED = "";
    private static final String REFUSED = "E01";

    /** Registers, memory, threads, breakpoints and descriptions. */
    private static final Pattern PASSED_ON = Pattern.compile("g|[pmHTZz].*|q(C|fThreadInfo|sThreadInfo|Attached.*"
            + "|ThreadExtraInfo,.*|Xfer:features:read:.*)|vCont\\?");

    /** The thread that later steps are about; not "all" or "any". */
    private static final Pattern STEPS = Pattern.compile("Hcp0?1\\.0?(?<thread>[1-4])");

    private static final Pattern WRITES = Pattern.compile("[GPMX].*");
    /** gdb's commands {@code monitor time} and {@code monitor devices}; QEMU's own monitor is not reachable. */
    private static final String MONITOR_TIME = "qRcmd," + hex("time");

    private static final String MONITOR_DEVICES = "qRcmd," + hex("devices");

    private static final Pattern LEAVES = Pattern.compile("k|D.*|vKill.*");

    private final PacketChannel client;
    private final DebugTarget target;
    /** That gdb steps. */
    private int processor;

    /** @param processor that gdb looks at first; the first one is 0 */
    DebugServer(SocketChannel client, DebugTarget target, int processor) throws IOException {
        this.client = new PacketChannel(client, PACKET_BYTES);
        this.target = target;
        this.processor = processor;
    }

    /** gdb has left without a word. */
    private static final class GdbGoneException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Returns when gdb has left. */
    void serve() throws IOException, InterruptedException {
        try {
            answerAll();
        } catch (GdbGoneException left) {
            LOG.log(Level.DEBUG, "gdb has left while the machine ran", left);
        }
    }

    private void answerAll() throws IOException, InterruptedException {
        for (Optional<String> packet = client.receive(); packet.isPresent(); packet = client.receive()) {
            if (LEAVES.matcher(packet.get()).matches()) {
                client.send("OK");
                return;
            }
            if (!packet.get().equals(PacketDecoder.INTERRUPT)) { // it came after the machine had stopped
                client.send(answer(packet.get()));
            }
        }
    }

    private String answer(String packet) throws IOException, InterruptedException {
        if (packet.startsWith("qSupported")) {
            return FEATURES;
        }
        if (packet.equals("?")) {
            return select();
        }
        if (packet.equals(MONITOR_TIME)) {
            return hex(target.time() + " ns\n");
        }
        if (packet.equals(MONITOR_DEVICES)) {
            return hex(target.describeDevices());
        }
        if (packet.equals("bs")) {
            return target.reverseStep(processor);
        }
        if (packet.equals("bc")) {
            return stopped(target.reverseContinue(this::wantsStop));
        }
        if (packet.startsWith("vCont;")) {
            return stopped(target.run(packet, this::wantsStop));
        }
        Matcher steps = STEPS.matcher(packet);
        if (steps.matches()) {
            processor = Integer.parseInt(steps.group("thread"), 16) - 1;
            return target.ask(packet);
        }
        if (PASSED_ON.matcher(packet).matches()) {
            return target.ask(packet);
        }
        return WRITES.matcher(packet).matches() ? REFUSED : UNSUPPORTED;
    }

    /** Looks at the first processor of interest, and returns where the machine is stopped. */
    private String select() throws IOException, InterruptedException {
        String thread = StubChannel.threadOf(processor);
        target.ask("Hg" + thread);
        return StubChannel.TRAP + "thread:" + thread + ";";
    }

    /** What gdb steps next, unless it says otherwise, is what stopped. */
    private String stopped(String reply) throws IOException {
        processor = StubChannel.stoppedProcessor(reply).orElse(processor);
        return reply;
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private boolean wantsStop() throws IOException, InterruptedException {
        boolean isAsked = client.poll().isPresent();
        if (client.isClosed()) {
            throw new GdbGoneException();
        }
        return isAsked;
    }
}
