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
import org.vc4lab.matrix.Night;
import org.vc4lab.matrix.TrialRecord;

/**
 * The pages of a night: the matrix as a grid, and a page for each trial. They need nothing from elsewhere. Templates
 * end in {@code .ftlh}, and so escape all that they are given: it comes from kernels and patches.
 */
public final class Site {
    private static final Configuration TEMPLATES = templates();

    private final Night night;

    public Site(Night night) {
        this.night = night;
    }

    private static Configuration templates() {
        Configuration templates = new Configuration(Configuration.VERSION_2_3_34);
        templates.setClassForTemplateLoading(Site.class, "");
        templates.setDefaultEncoding(StandardCharsets.UTF_8.name());
        templates.setLocale(Locale.ROOT);
        templates.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        templates.setLogTemplateExceptions(false);
        return templates;
    }

    /** The first page. */
    public void index(Writer out) throws IOException {
        write("index.ftlh", Map.of("page", GridView.of(night)), out);
    }

    /** A trial's page. */
    public void trial(TrialRecord trial, TrialMaterial material, Writer out) throws IOException {
        write("trial.ftlh", Map.of("page", TrialView.of(night, trial, material)), out);
    }

    private static void write(String template, Map<String, Object> values, Writer out) throws IOException {
        try {
            TEMPLATES.getTemplate(template).process(values, out);
        } catch (TemplateException broken) {
            throw new IllegalStateException(template, broken);
        }
    }
}
