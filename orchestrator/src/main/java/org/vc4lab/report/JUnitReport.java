// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.PlannedTrial.TrialAxes;
import org.vc4lab.matrix.TrialRecord;

/**
 * JUnit XML, as Jenkins, GitLab and others read it: a suite for each kernel and configuration, a case for each trial.
 * An unexpected verdict is a {@code failure}, as is any but CLEAN without an expectation. An infrastructure error and a
 * missing trial are an {@code error}.
 */
public final class JUnitReport {
    private final XMLStreamWriter xml;
    private final MatrixDocument document;
    private final Path pages;
    private int suites;

    private JUnitReport(XMLStreamWriter xml, MatrixDocument document, Path pages) {
        this.xml = xml;
        this.document = document;
        this.pages = pages;
    }

    /**
     * Writes the document.
     *
     * @param pages the folder of the trials' pages
     */
    public static void write(MatrixDocument document, Path pages, Writer out) throws IOException {
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
            new JUnitReport(xml, document, pages).writeDocument();
            xml.flush();
        } catch (XMLStreamException failed) {
            throw new IOException(failed);
        }
        out.write('\n');
        out.flush();
    }

    private void writeDocument() throws XMLStreamException {
        xml.writeStartDocument("1.0");
        xml.writeStartElement("testsuites");
        for (List<TrialRecord> trials : document.resultsByKernel().values()) {
            writeSuite(trials);
        }
        if (!document.isComplete()) {
            writeMissing(document.missing());
        }
        xml.writeEndElement();
        xml.writeEndDocument();
    }

    private void writeSuite(List<TrialRecord> trials) throws XMLStreamException {
        TrialAxes axes = trials.get(0).axes();
        long failures = trials.stream().filter(TrialRecord::isFailure).count();
        long errors = trials.stream().filter(TrialRecord::isInfra).count();
        long wallMillis = trials.stream()
                .mapToLong(trial -> trial.provenance().wallMillis())
                .sum();
        startSuite(axes.kernelFamily().replace('/', ' '), trials.size(), failures, errors, formatSeconds(wallMillis));
        for (TrialRecord trial : trials) {
            writeTrial(trial);
        }
        endSuite(trials.stream()
                .flatMap(
                        trial -> HtmlReport.exploredLines(trial, pages).stream().map(line -> trial.id() + ": " + line))
                .collect(Collectors.joining("\n")));
    }

    private void writeMissing(List<String> ids) throws XMLStreamException {
        startSuite("not made", ids.size(), 0, ids.size(), "0");
        for (String id : ids) {
            start("testcase", "name", id, "classname", document.plan().caseName(), "time", "0");
            writeProblem("error", "MISSING", "this trial was not made", String.join("\n", document.notes()));
            xml.writeEndElement();
        }
        endSuite("");
    }

    private void startSuite(String name, int tests, long failures, long errors, String time) throws XMLStreamException {
        String plan = document.plan().name() + "." + document.plan().caseName();
        start("testsuite", "name", name, "package", plan, "id", suites);
        writeAttributes("timestamp", document.startedAt().replaceAll("[.Z].*", ""), "hostname", "localhost");
        writeAttributes("tests", tests, "failures", failures, "errors", errors, "time", time);
        start("properties");
        xml.writeEndElement();
        suites++;
    }

    private void endSuite(String output) throws XMLStreamException {
        start("system-out");
        xml.writeCharacters(DisplayFormats.sanitizeXml(output));
        xml.writeEndElement();
        start("system-err");
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private void writeTrial(TrialRecord trial) throws XMLStreamException {
        TrialAxes axes = trial.axes();
        String className = axes.kernelName().replace('/', '.');
        String time = formatSeconds(trial.provenance().wallMillis());
        start("testcase", "name", trial.id(), "classname", className, "time", time);
        if (trial.isInfra() || trial.isFailure()) {
            writeProblem(
                    trial.isInfra() ? "error" : "failure",
                    trial.verdict().toString(),
                    trial.verdict() + trial.outcome().describeExpectation(),
                    trial.outcome().findings().stream().map(Finding::describe).collect(Collectors.joining("\n")));
        }
        xml.writeEndElement();
    }

    private void writeProblem(String element, String type, String message, String text) throws XMLStreamException {
        start(element, "type", type, "message", message);
        xml.writeCharacters(DisplayFormats.sanitizeXml(text));
        xml.writeEndElement();
    }

    private void start(String element, Object... attributes) throws XMLStreamException {
        xml.writeStartElement(element);
        writeAttributes(attributes);
    }

    /** @param namesAndValues a name, its value, the next name, … */
    private void writeAttributes(Object... namesAndValues) throws XMLStreamException {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String value = DisplayFormats.sanitizeXml(namesAndValues[i + 1].toString());
            xml.writeAttribute(namesAndValues[i].toString(), value);
        }
    }

    private static String formatSeconds(long millis) {
        return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
    }
}
