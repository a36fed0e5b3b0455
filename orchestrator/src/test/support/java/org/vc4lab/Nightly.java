// SPDX-License-Identifier: Apache-2.0
package org.vc4lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** A test that only {@code mvn verify -Pnightly} runs: it takes minutes, and a shorter test proves the same feature. */
@Tag("nightly")
@net.jqwik.api.Tag("nightly") // for properties
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Nightly {}
