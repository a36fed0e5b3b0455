// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.Optional;

/** What was seen of another HDMI output than the scenario's first. */
public record OutputEvidence(int card, DeviceEvidence devices, Optional<AudioResult> audio) {}
