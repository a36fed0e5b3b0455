// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is asked, and runs until it is interrupted. */
final class RecordedTarget implements DebugTarget {
    private final List<String> packets = new CopyOnWriteArrayList<>();

    List<String> packets() {
        return packets;
    }

    @Override
    public String ask(String packet) {
        packets.add(packet);
        return "reply to " + packet;
    }

    @Override
    public String run(String packet, StubChannel.Attention attention) throws IOException, InterruptedException {
        packets.add(packet);
        while (!attention.wantsStop()) {
            Thread.onSpinWait();
        }
        return "T02thread:p01.01;";
    }

    @Override
    public long time() {
        return 1_546_884_996;
    }

    @Override
    public String describeDevices() {
        return "audio FIFO mai0: 12 words\n";
    }

    @Override
    public String reverseStep(int processor) {
        packets.add("back " + processor);
        return "T05thread:" + StubChannel.threadOf(processor) + ";";
    }

    @Override
    public String reverseContinue(StubChannel.Attention attention) throws IOException, InterruptedException {
        return run("bc", attention);
    }
}
