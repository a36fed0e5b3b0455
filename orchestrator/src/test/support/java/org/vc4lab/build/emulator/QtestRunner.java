// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.emulator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.vc4lab.build.host.BuildContext;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.FileLocks;

/** Builds qtests and runs them. */
public record QtestRunner(EmulatorVariant variant, BuildContext context) {
    /**
     * The qtests of the models, the witness's tests, and QEMU's own qtest of the DMA controller that a model replaces.
     */
    public List<QtestResult> runModelTests() throws IOException, InterruptedException {
        EmulatorSources sources = new EmulatorSources(context.home().resolve("qemu-images/emulator"));
        List<Qtest> tests = new ArrayList<>(sources.overlay().keySet().stream()
                .filter(path -> path.matches("tests/(qtest|unit)/[^/]*-test\\.c"))
                .map(path -> Qtest.of(path.substring(0, path.length() - ".c".length())))
                .toList());
        tests.add(Qtest.of("tests/qtest/bcm2835-dma-test"));
        return run(tests, line -> {});
    }

    /**
     * Runs tests one after the other.
     *
     * @param outputListener gets each line of their output
     */
    @SuppressWarnings("try") // the lock is only held
    public List<QtestResult> run(List<Qtest> tests, Consumer<String> outputListener)
            throws IOException, InterruptedException {
        try (FileLocks.Held held = context.store().lock(variant.area())) {
            List<String> targets = new ArrayList<>(List.of(EmulatorBuilder.PROGRAM));
            tests.forEach(test -> targets.add(test.program()));
            Path objects = new EmulatorBuilder(variant, context).compile(variant.title() + " and its tests", targets);
            if (variant == EmulatorVariant.SANITIZED) {
                Sanitizers.require(objects.resolve(EmulatorBuilder.PROGRAM), context.runner());
            }
            List<QtestResult> results = new ArrayList<>();
            for (Qtest test : tests) {
                Command command = test.toCommand(objects, objects.resolve(EmulatorBuilder.PROGRAM));
                results.addAll(
                        QtestResult.parse(test.program(), context.runner().run(command.onOutputLine(outputListener))));
            }
            return results;
        }
    }
}
