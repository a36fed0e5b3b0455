// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.List;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Fault;
import org.vc4lab.report.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the faults that the emulated hardware can have. */
@Command(name = "faults", description = "Lists the faults that verify --fault can put into the hardware.")
final class FaultsCommand extends LabCommand {
    @Mixin
    private final FormatOptions formatOptions = new FormatOptions();

    @Override
    public Integer call() throws IOException {
        List<Fault> faults = Faults.read(context().home()).faults();
        if (formatOptions.isJson()) {
            ArrayNode document = JsonNodeFactory.instance.arrayNode();
            faults.forEach(fault -> document.addObject()
                    .put("name", fault.name())
                    .put("values", fault.describeValues())
                    .put("default", fault.defaultValue())
                    .put("description", fault.description()));
            out().println(document.toPrettyString());
        } else {
            new TextTable<Fault>()
                    .column("fault", Fault::name)
                    .column("values", FaultsCommand::valuesForTable)
                    .column("default", Fault::defaultValue)
                    .column("what it does", Fault::description)
                    .print(faults, out());
        }
        return ExitCode.GOOD;
    }

    /** A list of names may be longer than a line. */
    private static String valuesForTable(Fault fault) {
        int names = fault.namedValues().size();
        return names <= 4 ? fault.describeValues() : names + " names, see --format json";
    }
}
