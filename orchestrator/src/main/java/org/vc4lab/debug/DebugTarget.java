// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import java.io.IOException;

/** What a gdb looks at: answers packets of its remote protocol, of which only known ones come here. */
interface DebugTarget {
    /** Answers a packet that looks at the machine, or that says where it is to stop. */
    String ask(String packet) throws IOException, InterruptedException;

    /** The time of the guest's clock, in nanoseconds. */
    long time() throws IOException, InterruptedException;

    /** The state of devices that the kernel does not keep, for a user. */
    String describeDevices() throws IOException, InterruptedException;

    /** Lets the machine run, and returns why it stopped. */
    String run(String packet, StubChannel.Attention attention) throws IOException, InterruptedException;

    /** Goes back to before the last instruction of a processor, and returns where that is. */
    String reverseStep(int processor) throws IOException, InterruptedException;

    /** Goes back to the last breakpoint or watchpoint, and returns which it is. */
    String reverseContinue(StubChannel.Attention attention) throws IOException, InterruptedException;
}
