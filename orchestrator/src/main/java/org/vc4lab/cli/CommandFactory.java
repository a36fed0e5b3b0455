// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Creates the commands with the context that their constructors take. */
final class CommandFactory implements IFactory {
    private static final Map<Class<?>, Function<CliContext, LabCommand>> CONSTRUCTORS = Map.ofEntries(
            Map.entry(BisectCommand.class, BisectCommand::new),
            Map.entry(BisectRunCommand.class, BisectRunCommand::new),
            Map.entry(CheckCommand.class, CheckCommand::new),
            Map.entry(CleanCommand.class, CleanCommand::new),
            Map.entry(DmesgCommand.class, DmesgCommand::new),
            Map.entry(DoctorCommand.class, DoctorCommand::new),
            Map.entry(FaultsCommand.class, FaultsCommand::new),
            Map.entry(KernelsCommand.class, KernelsCommand::new),
            Map.entry(MatrixCommand.class, MatrixCommand::new),
            Map.entry(MergeCommand.class, MergeCommand::new),
            Map.entry(ScreenshotCommand.class, ScreenshotCommand::new),
            Map.entry(ShellCommand.class, ShellCommand::new),
            Map.entry(VerifyCommand.class, VerifyCommand::new));

    private final CliContext context;
    private final IFactory defaultFactory = CommandLine.defaultFactory();

    /** For picocli's generator of man pages, which creates the factory by this constructor. */
    CommandFactory() {
        this(CliContext.ofCurrentProcess());
    }

    CommandFactory(CliContext context) {
        this.context = context;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        Function<CliContext, LabCommand> constructor = CONSTRUCTORS.get(type);
        return constructor == null ? defaultFactory.create(type) : type.cast(constructor.apply(context));
    }
}
