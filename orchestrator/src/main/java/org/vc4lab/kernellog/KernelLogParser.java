// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.io.input.ReaderInputStream;

/**
 * Finds the reports of a kernel log in one pass.
 *
 * <p>An instance parses one log in pieces ({@link #feed}, then {@link #finish}); the static methods parse a whole log.
 */
public final class KernelLogParser {
    private static final int BLOCK = 1 << 18;

    private final LineSplitter splitter;
    private final ReportAssembler assembler;

    public KernelLogParser(LogSink sink) {
        this.assembler = new ReportAssembler(new RepeatCollapser(sink));
        this.splitter = new LineSplitter(assembler, ReportRuleTable.finder(sink.wantsNotes()));
    }

    /** The next piece of the log; it may end anywhere, even inside a line. */
    public void feed(byte[] bytes, int offset, int length) {
        splitter.feed(bytes, offset, length);
    }

    /** Reports everything read so far, because the log is quiet. */
    public void quiet() {
        assembler.flush();
    }

    public void finish() {
        splitter.finish();
        assembler.finish();
    }

    public static List<Report> parse(Reader log) throws IOException {
        List<Report> reports = new ArrayList<>();
        parse(log, reports::add);
        return List.copyOf(reports);
    }

    public static void parse(Reader log, Consumer<Report> sink) throws IOException {
        InputStream bytes = ReaderInputStream.builder()
                .setReader(log)
                .setCharset(StandardCharsets.UTF_8)
                .setBufferSize(BLOCK)
                .get();
        parse(bytes, sink::accept);
    }

    /** The bytes need not be valid in any encoding. */
    public static void parse(InputStream log, LogSink sink) throws IOException {
        KernelLogParser parser = new KernelLogParser(sink);
        byte[] block = new byte[BLOCK];
        for (int n = log.read(block); n >= 0; n = log.read(block)) {
            parser.feed(block, 0, n);
        }
        parser.finish();
    }
}
