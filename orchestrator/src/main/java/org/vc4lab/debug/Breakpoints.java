// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The breakpoints and watchpoints of a gdb. QEMU has them only while its machine runs, since another machine may take
 * its place.
 */
final class Breakpoints {
    private static final Pattern CHANGE =
            Pattern.compile("[Zz](?<point>(?<kind>[0-4]),(?<address>[0-9a-f]{1,16}),[0-9a-f]{1,8})");

    private static final Pattern WATCHPOINT = Pattern.compile("[2-4],.*");
    private static final int MOST = 1000;
    private static final String OK = "OK";
    private static final String REFUSED = "E16";

    /** The registers of a 32-bit machine are shorter: r0 to r15 and cpsr. */
    private static final int ARM_BYTES = 17 * Integer.BYTES;

    private static final int ARM_PC = 15 * Integer.BYTES;
    private static final int ARM64_PC = 32 * Long.BYTES;

    /** The packets that insert them, without their first character. */
    private final Set<String> points = new LinkedHashSet<>();

    /** Whether it is a packet that inserts or removes one. */
    static boolean isChange(String packet) {
        return packet.startsWith("Z") || packet.startsWith("z");
    }

    /** Answers such a packet. */
    String change(String packet, StubChannel stub) throws IOException, InterruptedException {
        Matcher change = CHANGE.matcher(packet);
        if (!change.matches() || (packet.startsWith("Z") && points.size() == MOST)) {
            return REFUSED;
        }
        String point = change.group("point");
        if (packet.startsWith("z")) {
            points.remove(point);
            return OK;
        }
        String reply = stub.ask("Z" + point);
        if (reply.equals(OK)) { // it can be
            stub.ask("z" + point);
            points.add(point);
        }
        return reply;
    }

    /** Adds one at the first instruction of a function. */
    void add(long address) {
        points.add("0," + Long.toHexString(address) + "," + Integer.BYTES);
    }

    void insert(StubChannel stub) throws IOException, InterruptedException {
        for (String point : points) {
            stub.ask("Z" + point);
        }
    }

    void remove(StubChannel stub) throws IOException, InterruptedException {
        for (String point : points) {
            stub.ask("z" + point);
        }
    }

    /** Whether one of these is why the machine stopped. */
    private boolean isHit(String reply, StubChannel stub) throws IOException, InterruptedException {
        if (reply.contains("watch:")) {
            return true;
        }
        String address = Long.toHexString(programCounter(stub.ask("g")));
        return points.stream()
                .anyMatch(point -> point.startsWith("0," + address + ",") || point.startsWith("1," + address + ","));
    }

    /** @param registers all of them, in the machine's order of bytes, which is the little-endian one */
    static long programCounter(String registers) throws IOException {
        try {
            ByteBuffer bytes =
                    ByteBuffer.wrap(HexFormat.of().parseHex(registers)).order(ByteOrder.LITTLE_ENDIAN);
            return bytes.capacity() == ARM_BYTES
                    ? Integer.toUnsignedLong(bytes.getInt(ARM_PC))
                    : bytes.getLong(ARM64_PC);
        } catch (IllegalArgumentException | IndexOutOfBoundsException notRegisters) {
            throw new IOException("no registers in the reply of QEMU's gdb stub: " + registers, notRegisters);
        }
    }

    /** A breakpoint or watchpoint, and when a processor came to it. */
    record PassedStop(long atNanos, String reply) {}

    /** The guest's. */
    @FunctionalInterface
    interface Clock {
        long nanos() throws IOException, InterruptedException;
    }

    /**
     * Lets the machine run until its deadline, and returns the last of these that it came to on the way.
     *
     * @param untilNanos the deadline
     * @param attention ends it earlier
     */
    Optional<PassedStop> last(
            StubChannel stub,
            Clock clock,
            long untilNanos,
            Predicate<PassedStop> filter,
            StubChannel.Attention attention)
            throws IOException, InterruptedException {
        Optional<PassedStop> last = Optional.empty();
        insert(stub);
        String reply = stub.run(StubChannel.CONTINUE, attention);
        // QEMU looks for a breakpoint at the next instruction before it looks at the time
        for (long now = clock.nanos(); reply.startsWith(StubChannel.TRAP) && now < untilNanos; now = clock.nanos()) {
            if (attention.wantsStop()) { // a machine that stops at once has not asked
                break;
            }
            boolean isHit = isHit(reply, stub);
            PassedStop stop = new PassedStop(now, reply);
            last = isHit && filter.test(stop) ? Optional.of(stop) : last;
            reply = isHit ? pass(reply, stub, attention) : stub.run(StubChannel.CONTINUE, attention);
        }
        remove(stub);
        return last;
    }

    /**
     * Lets the processor that stopped execute one instruction; a watchpoint would stop it again before.
     *
     * @return why the machine stopped
     */
    private String pass(String reply, StubChannel stub, StubChannel.Attention attention)
            throws IOException, InterruptedException {
        boolean hasWatchpoint =
                points.stream().anyMatch(point -> WATCHPOINT.matcher(point).matches());
        if (hasWatchpoint) {
            remove(stub);
        }
        String next = stub.run("vCont;s:" + StubChannel.stoppedThread(reply) + ";c", attention);
        if (hasWatchpoint) {
            insert(stub);
        }
        return next;
    }
}
