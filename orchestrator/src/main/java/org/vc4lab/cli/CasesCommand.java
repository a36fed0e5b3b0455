// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.CaseReports.ReportPattern;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.lab.model.UnknownNameException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the cases. */
@Command(name = "cases", description = "Lists the cases, with the names that other commands take for each.")
final class CasesCommand extends LabCommand {
    @Mixin
    private final FormatOptions formatOptions = new FormatOptions();

    @Override
    public Integer call() throws IOException {
        ArrayNode document = JsonNodeFactory.instance.arrayNode();
        Faults faults = Faults.read(context().home());
        CaseRepository repository = CaseRepository.own(context().home(), faults);
        for (String caseName : repository.names()) {
            try {
                Map<String, List<String>> names = names(repository.read(caseName));
                if (formatOptions.isJson()) {
                    ObjectNode node = document.addObject().put("case", caseName);
                    names.forEach((kind, values) -> values.forEach(node.putArray(kind)::add));
                } else {
                    out().println(caseName);
                    names.forEach((kind, values) -> out().println("  " + kind + ": " + String.join(", ", values)));
                }
            } catch (UnknownNameException unknown) {
                throw new UsageException(unknown);
            }
        }
        if (formatOptions.isJson()) {
            out().println(document.toPrettyString());
        }
        return ExitCode.GOOD;
    }

    /** By the names of the options; the first is the default. */
    private static Map<String, List<String>> names(Case ofCase) {
        Map<String, List<String>> names = new LinkedHashMap<>();
        names.put("kernels", ofCase.target().kernelNames());
        names.put("configs", ofCase.target().configNames());
        names.put(
                "candidates", ofCase.candidates().stream().map(Candidate::name).toList());
        names.put("scenarios", ofCase.scenarios().stream().map(Scenario::name).toList());
        names.put(
                "profiles",
                ofCase.profiles().stream().map(Case.HardwareProfile::name).toList());
        names.put(
                "reports",
                ofCase.reports().patterns().stream().map(ReportPattern::name).toList());
        return names;
    }
}
