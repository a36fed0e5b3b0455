// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Fault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the faults that the emulated hardware can have. */
@Command(
        name = "faults",
        description = "Lists the faults that verify --fault can put into the hardware.",
        mixinStandardHelpOptions = true)
final class FaultsCommand implements Callable<Integer> {
    private static final List<ColumnData<Fault>> COLUMNS = List.of(
            column("fault", Fault::name),
            column("values", Fault::describeValues),
            column("default", Fault::defaultValue),
            column("what it does", Fault::description));

    private final CliContext cliContext;

    @Spec
    private CommandSpec spec;

    FaultsCommand(CliContext cliContext) {
        this.cliContext = cliContext;
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        String table = AsciiTable.builder()
                .border(AsciiTable.NO_BORDERS)
                .data(Faults.read(cliContext.home()).faults(), COLUMNS)
                .asString();
        table.lines().map(String::stripTrailing).filter(line -> !line.isEmpty()).forEach(out::println);
        return ExitCode.GOOD;
    }

    private static ColumnData<Fault> column(String name, Function<Fault, String> field) {
        return new Column()
                .header(name)
                .headerAlign(HorizontalAlign.LEFT)
                .dataAlign(HorizontalAlign.LEFT)
                .maxWidth(Integer.MAX_VALUE)
                .with(field);
    }
}
