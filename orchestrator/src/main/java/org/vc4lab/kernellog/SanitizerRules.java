// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.vc4lab.kernellog.FrameSearch.STACK;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vc4lab.kernellog.Rule.Trait;

/** KFENCE, KMSAN, KCSAN and UBSAN. */
final class SanitizerRules {
    private static final String KFENCE = "BUG: KFENCE: ";
    private static final String KMSAN = "BUG: KMSAN: ";
    private static final String UBSAN = "UBSAN: ";

    /** What passes data on before it is found to be uninitialised. */
    private static final String[] CARRIERS = {
        "alloc_skb", "netlink_ack", "netlink_rcv_skb", "_encrypt$", "^crypto_", "^cipher_", "^drbg_", "^rng_"
    };

    private static final String[] USB_CARRIERS = {
        "alloc_skb", "usb_submit_urb", "usb_start_wait_urb", "usb_bulk_msg", "usb_interrupt_msg", "usb_control_msg"
    };

    static final List<Rule> RULES = List.of(
            kfence("use-after-free read"),
            kfence("use-after-free write"),
            kfence("out-of-bounds read"),
            kfence("out-of-bounds write"),
            kfence("invalid read"),
            kfence("invalid write"),
            kfence("invalid free"),
            kfence("memory corruption"),
            Rule.of(Kind.KFENCE, KFENCE, SanitizerRules::bare).has(Trait.NO_TRACE),
            Rule.of(Kind.KMSAN, KMSAN, SanitizerRules::kmsan).has(Trait.NO_TRACE),
            Rule.of(Kind.KCSAN, "BUG: KCSAN: ", SanitizerRules::bare).has(Trait.NO_TRACE),
            Rule.of(Kind.UBSAN, UBSAN + "Undefined behaviour in", ubsan("undefined-behaviour")),
            Rule.of(Kind.UBSAN, UBSAN, body -> ubsan(complaint(body.headline(), UBSAN))
                            .name(body))
                    .with(" in "));

    private SanitizerRules() {}

    private static Rule kfence(String complaint) {
        FrameSearch search = FrameSearch.of(FrameSearch.seek(text -> headFunction(text, KFENCE)), STACK);
        return Rule.of(Kind.KFENCE, KFENCE + complaint + " in ", Namer.in("KFENCE: " + complaint + " in %s", search))
                .has(Trait.NO_TRACE);
    }

    /** The function that the headline names, or null if the line is no such headline. */
    static @Nullable List<String> headFunction(String text, String head) {
        int in = text.startsWith(head) ? text.indexOf(" in ", head.length()) : -1;
        String function = in < 0 ? "" : LockLine.symbol(text, in + " in ".length());
        return function.isEmpty() ? null : List.of(function);
    }

    private static Name kmsan(Body body) {
        String complaint = complaint(body.headline(), KMSAN);
        if (complaint.isEmpty()) {
            return bare(body);
        }
        String[] skipped = complaint.startsWith("kernel-usb-infoleak") ? USB_CARRIERS : CARRIERS;
        FrameSearch search = FrameSearch.of(
                        FrameSearch.seekText(KMSAN), STACK, FrameSearch.seek(SanitizerRules::origin))
                .skipping(skipped);
        return Namer.in("KMSAN: " + complaint + " in %s", search).name(body);
    }

    private static @Nullable List<String> origin(String text) {
        boolean origin = text.contains("Uninit was created at:")
                || (text.contains("Local variable ") && text.contains(" created at:"));
        return origin ? List.of() : null;
    }

    /** The words between the sanitizer's name and the function. */
    private static String complaint(String headline, String head) {
        return Scan.between(headline, head, " in ");
    }

    private static Name bare(Body body) {
        return Name.of(body.headline().substring("BUG: ".length()));
    }

    private static Namer ubsan(String complaint) {
        return Namer.in(UBSAN + complaint + " in %s", FrameSearch.callTrace().skipping("ubsan", "overflow"));
    }
}
