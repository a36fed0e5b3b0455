// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.vc4lab.matrix.NightlyComparison;
import org.vc4lab.matrix.TrialRecord;

/**
 * The self-contained pages of a night: the matrix as a grid, and a page for each trial. FreeMarker escapes all values
 * in templates that end in {@code .ftlh}, as they come from kernels and patches.
 */
public final class HtmlReport {
    private static final Configuration TEMPLATES = templates();

    private final NightlyComparison comparison;

    public HtmlReport(NightlyComparison comparison) {
        this.comparison = comparison;
    }

    private static Configuration templates() {
        Configuration templates = new Configuration(Configuration.VERSION_2_3_34);
        templates.setClassForTemplateLoading(HtmlReport.class, "");
        templates.setDefaultEncoding(StandardCharsets.UTF_8.name());
        templates.setLocale(Locale.ROOT);
        templates.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        templates.setLogTemplateExceptions(false);
        return templates;
    }

    public void writeIndex(Writer out) throws IOException {
        write("index.ftlh", new MatrixPage(comparison), out);
    }

    public void writeTrial(TrialRecord trial, TrialArtifacts artifacts, Writer out) throws IOException {
        write("trial.ftlh", new TrialPage(comparison, trial, artifacts), out);
    }

    private static void write(String template, Object page, Writer out) throws IOException {
        try {
            TEMPLATES.getTemplate(template).process(Map.of("page", page, "format", new DisplayFormats()), out);
        } catch (TemplateException broken) {
            throw new IllegalStateException(template, broken);
        }
    }
}
