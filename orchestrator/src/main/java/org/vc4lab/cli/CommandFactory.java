// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes the commands, each with the surroundings that it asks for in its constructor. */
final class CommandFactory implements IFactory {
    private final CliContext cliContext;
    private final IFactory defaultFactory = CommandLine.defaultFactory();

    CommandFactory(CliContext cliContext) {
        this.cliContext = cliContext;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type == VerifyCommand.class) {
            return type.cast(new VerifyCommand(cliContext));
        }
        if (type == KernelsCommand.class) {
            return type.cast(new KernelsCommand(cliContext));
        }
        if (type == FaultsCommand.class) {
            return type.cast(new FaultsCommand(cliContext));
        }
        if (type == ScreenshotCommand.class) {
            return type.cast(new ScreenshotCommand(cliContext));
        }
        if (type == ShellCommand.class) {
            return type.cast(new ShellCommand(cliContext));
        }
        if (type == BisectCommand.class) {
            return type.cast(new BisectCommand(cliContext));
        }
        if (type == BisectRunCommand.class) {
            return type.cast(new BisectRunCommand(cliContext));
        }
        if (type == CheckCommand.class) {
            return type.cast(new CheckCommand(cliContext));
        }
        if (type == DoctorCommand.class) {
            return type.cast(new DoctorCommand(cliContext));
        }
        if (type == CleanCommand.class) {
            return type.cast(new CleanCommand(cliContext));
        }
        if (type == MatrixCommand.class) {
            return type.cast(new MatrixCommand(cliContext));
        }
        if (type == MergeCommand.class) {
            return type.cast(new MergeCommand(cliContext));
        }
        return defaultFactory.create(type);
    }
}
