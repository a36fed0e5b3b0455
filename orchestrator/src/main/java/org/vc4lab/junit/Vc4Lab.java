// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vc4lab.guest.LaunchMode;

/**
 * Boots an emulated Raspberry Pi 4 for each test, and hands it to a parameter of type
 * {@link org.vc4lab.guest.BootedGuest}. A test that ends with a report of the kernel that {@link AllowReports} does not
 * allow fails, although its assertions hold: so does one after which the kernel's lock checks are off. What the console
 * said, what was captured and what was seen stays in {@code target/vc4lab}.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Vc4LabExtension.class)
public @interface Vc4Lab {
    /** A release that the lab has pinned; empty for that of its case. */
    String kernel() default "";

    /** {@code armv7l}, {@code arm64} or {@code arm64-kasan}. */
    String arch() default "armv7l";

    /** A candidate of the lab's case, or a patch or folder of patches on its base; empty for the release as it is. */
    String candidate() default "";

    /** Faults of the hardware, as {@code NAME} or {@code NAME=VALUE}. */
    String[] faults() default {};

    /** Where the kernel is built and the emulator runs. */
    LaunchMode launcher() default LaunchMode.AUTO;
}
