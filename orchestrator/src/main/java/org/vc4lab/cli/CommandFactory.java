// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes the commands, each with the surroundings that it asks for in its constructor. */
final class CommandFactory implements IFactory {
    private final Surroundings surroundings;
    private final IFactory plain = CommandLine.defaultFactory();

    CommandFactory(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type == VerifyCommand.class) {
            return type.cast(new VerifyCommand(surroundings));
        }
        if (type == KernelsCommand.class) {
            return type.cast(new KernelsCommand(surroundings));
        }
        if (type == FaultsCommand.class) {
            return type.cast(new FaultsCommand(surroundings));
        }
        if (type == ScreenshotCommand.class) {
            return type.cast(new ScreenshotCommand(surroundings));
        }
        if (type == ShellCommand.class) {
            return type.cast(new ShellCommand(surroundings));
        }
        if (type == BisectCommand.class) {
            return type.cast(new BisectCommand(surroundings));
        }
        if (type == StepCommand.class) {
            return type.cast(new StepCommand(surroundings));
        }
        if (type == CheckCommand.class) {
            return type.cast(new CheckCommand(surroundings));
        }
        if (type == DoctorCommand.class) {
            return type.cast(new DoctorCommand(surroundings));
        }
        if (type == CleanCommand.class) {
            return type.cast(new CleanCommand(surroundings));
        }
        if (type == MatrixCommand.class) {
            return type.cast(new MatrixCommand(surroundings));
        }
        if (type == MergeCommand.class) {
            return type.cast(new MergeCommand(surroundings));
        }
        return plain.create(type);
    }
}
