// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.time.Duration;

/**
 * A property that is set while the guest runs: when a counter of a device has got so far, and a delay has passed on the
 * guest's clock. The emulator itself does it, so that it comes at the same point of the guest's time in each run.
 *
 * @param device the path of the device that counts
 * @param counter the property that counts
 */
public record DeviceTrigger(String device, String counter, long threshold, Duration delay, DeviceProperty property) {}
