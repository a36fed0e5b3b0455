// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Logs for tests. */
final class Logs {
    private Logs() {}

    static String resource(String name) {
        try (InputStream stream = Logs.class.getResourceAsStream("/kernellog/" + name)) {
            if (stream == null) {
                throw new IllegalArgumentException("no such resource: " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static List<Report> reports(String log) {
        return reports(log.getBytes(StandardCharsets.UTF_8));
    }

    static List<Report> reports(byte[] log) {
        return reports(log, LogOrigin.CONSOLE);
    }

    static List<Report> reports(byte[] log, LogOrigin origin) {
        List<Report> reports = new ArrayList<>();
        try {
            KernelLogParser.parse(new ByteArrayInputStream(log), origin, reports::add);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return reports;
    }
}
