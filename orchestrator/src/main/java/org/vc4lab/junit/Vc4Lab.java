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
 * Boots an emulated Raspberry Pi 4 for each test, as the value of its parameter of type
 * {@link org.vc4lab.guest.BootedGuest}. A test fails, even if its assertions hold, if the kernel reports something that
 * {@link AllowReports} does not allow, or if the kernel's lock checks are off afterwards. The console's log, the
 * captured audio and the evidence stay in {@code target/vc4lab}.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Vc4LabExtension.class)
public @interface Vc4Lab {
    /**
     * A case of the lab, whose programs and files the guest has; by default the one of commands that are given none.
     */
    String caseName() default "";

    /** A kernel's version, such as 5.10.223; by default that of the case. */
    String kernel() default "";

    /** {@code armv7l}, {@code arm64} or {@code arm64-kasan}; by default what the case is configured for. */
    String arch() default "";

    /** A candidate of the case, or a patch or folder of patches on its base; by default the plain release. */
    String candidate() default "";

    /** Faults of the hardware, as {@code NAME} or {@code NAME=VALUE}. */
    String[] faults() default {};

    /** Builds the kernel and runs the emulator on this host or in containers. */
    LaunchMode launcher() default LaunchMode.AUTO;
}
