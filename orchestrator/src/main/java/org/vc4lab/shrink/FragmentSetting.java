// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.shrink;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.vc4lab.build.kernel.KernelFragments;
import org.vc4lab.exec.AtomicFiles;

/**
 * A line of a kernel configuration fragment that sets a symbol, or says that it is not set.
 *
 * @param fragment name of the file
 */
public record FragmentSetting(String fragment, String text) {
    static List<FragmentSetting> readAll(List<Path> fragments) throws IOException {
        List<FragmentSetting> settings = new ArrayList<>();
        for (Path fragment : fragments) {
            for (String text : KernelFragments.read(List.of(fragment)).settings()) {
                settings.add(new FragmentSetting(fragment.getFileName().toString(), text));
            }
        }
        return settings;
    }

    /**
     * Writes fragments of these lines only, by their names. None is empty.
     *
     * @param folder which exists
     */
    static List<Path> write(List<FragmentSetting> settings, Path folder) throws IOException {
        Map<String, List<String>> linesByFragment = settings.stream()
                .collect(Collectors.groupingBy(
                        FragmentSetting::fragment,
                        LinkedHashMap::new,
                        Collectors.mapping(FragmentSetting::text, Collectors.toList())));
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, List<String>> lines : linesByFragment.entrySet()) {
            Path file = folder.resolve(lines.getKey());
            AtomicFiles.write(file, String.join("\n", lines.getValue()) + "\n");
            files.add(file);
        }
        return files;
    }

    @Override
    public String toString() {
        return text;
    }
}
