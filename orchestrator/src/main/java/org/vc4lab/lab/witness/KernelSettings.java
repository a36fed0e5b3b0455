// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.witness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vc4lab.build.kernel.KernelVersion;
import org.vc4lab.exec.BoundedFiles;

/**
 * What a kernel's .config and its asm-offsets.h say.
 *
 * @param options that are set, without {@code CONFIG_}
 * @param offsets in bytes, by the names of asm-offsets.h
 */
record KernelSettings(KernelVersion version, Map<String, String> options, Map<String, Long> offsets) {
    private static final int LIMIT_MIB = 4;
    private static final Pattern VERSION =
            Pattern.compile("# Linux/\\S+ (\\d{1,4}\\.\\d{1,4})\\S* Kernel Configuration");
    private static final Pattern OPTION = Pattern.compile("(?m)^CONFIG_(\\w{1,127})=(\\w{1,32})$");
    private static final Pattern OFFSET = Pattern.compile("(?m)^#define (\\w{1,127}) (\\d{1,9})\\b");

    KernelSettings {
        options = Map.copyOf(options);
        offsets = Map.copyOf(offsets);
    }

    static KernelSettings read(Path config, Path asmOffsets) throws IOException {
        String configText = BoundedFiles.readString(config, StandardCharsets.ISO_8859_1, LIMIT_MIB);
        Matcher version = VERSION.matcher(configText);
        if (!version.find()) {
            throw new IOException("the kernel's .config does not say its version");
        }
        Map<String, String> options = new HashMap<>();
        for (Matcher option = OPTION.matcher(configText); option.find(); ) {
            options.put(option.group(1), option.group(2));
        }
        Map<String, Long> offsets = new HashMap<>();
        String offsetsText = BoundedFiles.readString(asmOffsets, StandardCharsets.ISO_8859_1, LIMIT_MIB);
        for (Matcher offset = OFFSET.matcher(offsetsText); offset.find(); ) {
            offsets.put(offset.group(1), Long.valueOf(offset.group(2)));
        }
        return new KernelSettings(KernelVersion.of(version.group(1)), options, offsets);
    }

    boolean isSet(String option) {
        return options.getOrDefault(option, "n").equals("y");
    }

    OptionalLong offset(String name) {
        return offsets.containsKey(name) ? OptionalLong.of(offsets.get(name)) : OptionalLong.empty();
    }

    /** The value of an option that is a number, such as 0xC0000000. */
    OptionalLong number(String option) {
        try {
            return OptionalLong.of(Long.decode(options.getOrDefault(option, "")));
        } catch (NumberFormatException none) {
            return OptionalLong.empty();
        }
    }
}
