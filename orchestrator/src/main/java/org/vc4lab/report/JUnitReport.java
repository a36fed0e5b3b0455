// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.TrialRecord;

/**
 * JUnit XML, as Jenkins, GitLab and others read it: a suite for each kernel and configuration, a case for each trial. A
 * trial that shows something else than is expected of it is a {@code failure}, as is one that is not CLEAN where
 * nothing is expected; our own fault is an {@code error}, and so is a trial that was not made.
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
        Map<String, List<TrialRecord>> suites = new LinkedHashMap<>();
        for (TrialRecord trial : document.results()) {
            suites.computeIfAbsent(trial.kernel() + " " + trial.config(), name -> new ArrayList<>())
                    .add(trial);
        }
        xml.writeStartDocument("1.0");
        xml.writeStartElement("testsuites");
        int number = 0;
        for (Map.Entry<String, List<TrialRecord>> suite : suites.entrySet()) {
            writeSuite(document, suite.getKey(), number, suite.getValue());
            number++;
        }
        if (!document.isComplete()) {
            writeMissing(document, number);
        }
        xml.writeEndElement();
        xml.writeEndDocument();
    }

    private void startSuite(MatrixDocument document, String name, int number, int tests, long failures, long errors)
            throws XMLStreamException {
        xml.writeStartElement("testsuite");
        writeAttribute("name", name);
        writeAttribute("package", document.plan() + "." + document.caseName());
        writeAttribute("id", Integer.toString(number));
        writeAttribute("timestamp", startedAt);
        writeAttribute("hostname", "localhost");
        writeAttribute("tests", Integer.toString(tests));
        writeAttribute("failures", Long.toString(failures));
        writeAttribute("errors", Long.toString(errors));
    }

    private void writeSuite(MatrixDocument document, String name, int number, List<TrialRecord> trials)
            throws XMLStreamException {
        long errors = trials.stream().filter(TrialRecord::isInfra).count();
        long failures = trials.stream().filter(JUnitReport::isFailure).count();
        startSuite(document, name, number, trials.size(), failures, errors);
        writeAttribute(
                "time",
                formatSeconds(trials.stream()
                        .mapToLong(trial -> trial.provenance().wallMillis())
                        .sum()));
        xml.writeStartElement("properties");
        xml.writeEndElement();
        for (TrialRecord trial : trials) {
            writeTrial(trial);
        }
        writeOutputs("");
        xml.writeEndElement();
    }

    private void writeMissing(MatrixDocument document, int number) throws XMLStreamException {
        startSuite(
                document,
                "not made",
                number,
                document.missing().size(),
                0,
                document.missing().size());
        writeAttribute("time", "0");
        xml.writeStartElement("properties");
        xml.writeEndElement();
        for (String id : document.missing()) {
            xml.writeStartElement("testcase");
            writeAttribute("name", id);
            writeAttribute("classname", document.caseName());
            writeAttribute("time", "0");
            writeProblem("error", "MISSING", "this trial was not made", String.join("\n", document.notes()));
            xml.writeEndElement();
        }
        writeOutputs("");
        xml.writeEndElement();
    }

    private void writeTrial(TrialRecord trial) throws XMLStreamException {
        xml.writeStartElement("testcase");
        writeAttribute("name", trial.id());
        writeAttribute("classname", trial.kernel() + "." + trial.config() + "." + trial.candidate());
        writeAttribute("time", formatSeconds(trial.provenance().wallMillis()));
        if (trial.isInfra() || isFailure(trial)) {
            String expected =
                    trial.expected().map(verdict -> ", expected " + verdict).orElse("");
            writeProblem(
                    trial.isInfra() ? "error" : "failure",
                    trial.verdict().toString(),
                    trial.verdict() + expected,
                    trial.findings().stream().map(JUnitReport::describe).collect(Collectors.joining("\n")));
        }
        xml.writeEndElement();
    }

    /** The kernel's fault. */
    static boolean isFailure(TrialRecord trial) {
        return !trial.isInfra()
                && trial.asExpected().map(good -> !good).orElse(trial.verdict() != org.vc4lab.lab.model.Verdict.CLEAN);
    }

    private static String describe(Finding finding) {
        return finding.verdict() + ": " + finding.reason();
    }

    private void writeProblem(String element, String type, String message, String text) throws XMLStreamException {
        xml.writeStartElement(element);
        writeAttribute("type", type);
        writeAttribute("message", message);
        xml.writeCharacters(XmlSanitizer.sanitize(text));
        xml.writeEndElement();
    }

    private void writeOutputs(String text) throws XMLStreamException {
        for (String name : List.of("system-out", "system-err")) {
            xml.writeStartElement(name);
            xml.writeCharacters(XmlSanitizer.sanitize(text));
            xml.writeEndElement();
        }
    }

    private void writeAttribute(String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, XmlSanitizer.sanitize(value));
    }

    private static String formatSeconds(long millis) {
        return String.format(Locale.ROOT, "%.3f", millis / MILLIS);
    }
}
