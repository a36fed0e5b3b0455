// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.TrialAxes;
import org.vc4lab.matrix.TrialRecord;

/**
 * JUnit XML, as Jenkins, GitLab and others read it: a suite for each kernel and configuration, a case for each trial.
 * An unexpected verdict is a {@code failure}, as is any but CLEAN without an expectation. An infrastructure error and a
 * missing trial are an {@code error}.
 */
public final class JUnitReport {
    private static final double MILLIS = 1000;

    private final XMLStreamWriter xml;
    private final String startedAt;

    private JUnitReport(XMLStreamWriter xml, String startedAt) {
        this.xml = xml;
        this.startedAt = startedAt;
    }

    public static void write(MatrixDocument document, Writer out) throws IOException {
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
            new JUnitReport(xml, document.startedAt().replaceAll("[.Z].*", "")).writeDocument(document);
            xml.flush();
        } catch (XMLStreamException failed) {
            throw new IOException(failed);
        }
        out.write('\n');
        out.flush();
    }

    private void writeDocument(MatrixDocument document) throws XMLStreamException {
        xml.writeStartDocument("1.0");
        xml.writeStartElement("testsuites");
        int number = 0;
        for (List<TrialRecord> trials : document.resultsByKernel().values()) {
            writeSuite(document, number, trials);
            number++;
        }
        if (!document.isComplete()) {
            writeMissing(document, number);
        }
        xml.writeEndElement();
        xml.writeEndDocument();
    }

    private void startSuite(
            MatrixDocument document, String name, int number, int tests, long failures, long errors, String time)
            throws XMLStreamException {
        xml.writeStartElement("testsuite");
        writeAttribute("name", name);
        writeAttribute("package", document.plan().name() + "." + document.plan().caseName());
        writeAttribute("id", Integer.toString(number));
        writeAttribute("timestamp", startedAt);
        writeAttribute("hostname", "localhost");
        writeAttribute("tests", Integer.toString(tests));
        writeAttribute("failures", Long.toString(failures));
        writeAttribute("errors", Long.toString(errors));
        writeAttribute("time", time);
        xml.writeStartElement("properties");
        xml.writeEndElement();
    }

    private void endSuite() throws XMLStreamException {
        for (String output : List.of("system-out", "system-err")) {
            xml.writeStartElement(output);
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private void writeSuite(MatrixDocument document, int number, List<TrialRecord> trials) throws XMLStreamException {
        TrialAxes axes = trials.get(0).axes();
        long failures = trials.stream().filter(TrialRecord::isFailure).count();
        long errors = trials.stream().filter(TrialRecord::isInfra).count();
        long wallMillis = trials.stream()
                .mapToLong(trial -> trial.provenance().wallMillis())
                .sum();
        String name = axes.kernel() + " " + axes.config();
        startSuite(document, name, number, trials.size(), failures, errors, formatSeconds(wallMillis));
        for (TrialRecord trial : trials) {
            writeTrial(trial);
        }
        endSuite();
    }

    private void writeMissing(MatrixDocument document, int number) throws XMLStreamException {
        int count = document.missing().size();
        startSuite(document, "not made", number, count, 0, count, "0");
        for (String id : document.missing()) {
            startCase(id, document.plan().caseName(), "0");
            writeProblem("error", "MISSING", "this trial was not made", String.join("\n", document.notes()));
            xml.writeEndElement();
        }
        endSuite();
    }

    private void startCase(String name, String className, String time) throws XMLStreamException {
        xml.writeStartElement("testcase");
        writeAttribute("name", name);
        writeAttribute("classname", className);
        writeAttribute("time", time);
    }

    private void writeTrial(TrialRecord trial) throws XMLStreamException {
        TrialAxes axes = trial.axes();
        String className = axes.kernel() + "." + axes.config() + "." + axes.candidate();
        startCase(trial.id(), className, formatSeconds(trial.provenance().wallMillis()));
        if (trial.isInfra() || trial.isFailure()) {
            String expected = trial.outcome()
                    .expected()
                    .map(verdict -> ", expected " + verdict)
                    .orElse("");
            writeProblem(
                    trial.isInfra() ? "error" : "failure",
                    trial.verdict().toString(),
                    trial.verdict() + expected,
                    trial.outcome().findings().stream()
                            .map(finding -> finding.verdict() + ": " + finding.reason())
                            .collect(Collectors.joining("\n")));
        }
        xml.writeEndElement();
    }

    private void writeProblem(String element, String type, String message, String text) throws XMLStreamException {
        xml.writeStartElement(element);
        writeAttribute("type", type);
        writeAttribute("message", message);
        xml.writeCharacters(XmlSanitizer.sanitize(text));
        xml.writeEndElement();
    }

    private void writeAttribute(String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, XmlSanitizer.sanitize(value));
    }

    private static String formatSeconds(long millis) {
        return String.format(Locale.ROOT, "%.3f", millis / MILLIS);
    }
}
