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
import org.vc4lab.lab.Finding;
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
    private final String begun;

    private JUnitReport(XMLStreamWriter xml, String begun) {
        this.xml = xml;
        this.begun = begun;
    }

    public static void write(MatrixDocument document, Writer out) throws IOException {
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
            new JUnitReport(xml, document.begun().replaceAll("[.Z].*", "")).document(document);
            xml.flush();
        } catch (XMLStreamException failed) {
            throw new IOException(failed);
        }
        out.write('\n');
        out.flush();
    }

    private void document(MatrixDocument document) throws XMLStreamException {
        Map<String, List<TrialRecord>> suites = new LinkedHashMap<>();
        for (TrialRecord trial : document.results()) {
            suites.computeIfAbsent(trial.kernel() + " " + trial.config(), name -> new ArrayList<>())
                    .add(trial);
        }
        xml.writeStartDocument("1.0");
        xml.writeStartElement("testsuites");
        int number = 0;
        for (Map.Entry<String, List<TrialRecord>> suite : suites.entrySet()) {
            suite(document, suite.getKey(), number, suite.getValue());
            number++;
        }
        if (!document.isComplete()) {
            missing(document, number);
        }
        xml.writeEndElement();
        xml.writeEndDocument();
    }

    private void begin(MatrixDocument document, String name, int number, int tests, long failures, long errors)
            throws XMLStreamException {
        xml.writeStartElement("testsuite");
        attribute("name", name);
        attribute("package", document.plan() + "." + document.caseName());
        attribute("id", Integer.toString(number));
        attribute("timestamp", begun);
        attribute("hostname", "localhost");
        attribute("tests", Integer.toString(tests));
        attribute("failures", Long.toString(failures));
        attribute("errors", Long.toString(errors));
    }

    private void suite(MatrixDocument document, String name, int number, List<TrialRecord> trials)
            throws XMLStreamException {
        long errors = trials.stream().filter(TrialRecord::isInfra).count();
        long failures = trials.stream().filter(JUnitReport::isFailure).count();
        begin(document, name, number, trials.size(), failures, errors);
        attribute(
                "time",
                seconds(trials.stream()
                        .mapToLong(trial -> trial.run().wallMillis())
                        .sum()));
        xml.writeStartElement("properties");
        xml.writeEndElement();
        for (TrialRecord trial : trials) {
            trial(trial);
        }
        outputs("");
        xml.writeEndElement();
    }

    private void missing(MatrixDocument document, int number) throws XMLStreamException {
        begin(
                document,
                "not made",
                number,
                document.missing().size(),
                0,
                document.missing().size());
        attribute("time", "0");
        xml.writeStartElement("properties");
        xml.writeEndElement();
        for (String id : document.missing()) {
            xml.writeStartElement("testcase");
            attribute("name", id);
            attribute("classname", document.caseName());
            attribute("time", "0");
            problem("error", "MISSING", "this trial was not made", String.join("\n", document.notes()));
            xml.writeEndElement();
        }
        outputs("");
        xml.writeEndElement();
    }

    private void trial(TrialRecord trial) throws XMLStreamException {
        xml.writeStartElement("testcase");
        attribute("name", trial.id());
        attribute("classname", trial.kernel() + "." + trial.config() + "." + trial.candidate());
        attribute("time", seconds(trial.run().wallMillis()));
        if (trial.isInfra() || isFailure(trial)) {
            String expected =
                    trial.expected().map(verdict -> ", expected " + verdict).orElse("");
            problem(
                    trial.isInfra() ? "error" : "failure",
                    trial.verdict().toString(),
                    trial.verdict() + expected,
                    trial.findings().stream().map(JUnitReport::told).collect(Collectors.joining("\n")));
        }
        xml.writeEndElement();
    }

    /** The kernel's fault. */
    static boolean isFailure(TrialRecord trial) {
        return !trial.isInfra()
                && trial.asExpected().map(good -> !good).orElse(trial.verdict() != org.vc4lab.lab.Verdict.CLEAN);
    }

    private static String told(Finding finding) {
        return finding.verdict() + ": " + finding.reason();
    }

    private void problem(String element, String type, String message, String text) throws XMLStreamException {
        xml.writeStartElement(element);
        attribute("type", type);
        attribute("message", message);
        xml.writeCharacters(XmlText.plain(text));
        xml.writeEndElement();
    }

    private void outputs(String text) throws XMLStreamException {
        for (String name : List.of("system-out", "system-err")) {
            xml.writeStartElement(name);
            xml.writeCharacters(XmlText.plain(text));
            xml.writeEndElement();
        }
    }

    private void attribute(String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, XmlText.plain(value));
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.3f", millis / MILLIS);
    }
}
