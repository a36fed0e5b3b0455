// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.dmesg;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.kernel.KernelDebugInfo.SourceLocation;
import org.vc4lab.exec.Json;
import org.vc4lab.kernellog.Frame;
import org.vc4lab.kernellog.Report;

/**
 * One JSON array of all reports at the end, or one object a line, each printed at once. The keys are part of what users
 * rely on.
 */
final class DmesgJson implements DmesgOutput {
    private final PrintWriter out;
    private final Symbolizer symbolizer;
    private final boolean asLines;
    private final ArrayNode reports = Json.mapper().createArrayNode();

    DmesgJson(PrintWriter out, Symbolizer symbolizer, boolean asLines) {
        this.out = out;
        this.symbolizer = symbolizer;
        this.asLines = asLines;
    }

    @Override
    public void report(String file, Report report) {
        ObjectNode node = toJson(file, report);
        if (asLines) {
            out.println(node);
            out.flush();
        } else {
            reports.add(node);
        }
    }

    @Override
    public void finish() {
        if (!asLines) {
            out.println(reports.toPrettyString());
        }
        out.flush();
    }

    private ObjectNode toJson(String file, Report report) {
        ObjectNode node = Json.mapper()
                .createObjectNode()
                .put("file", file)
                .put("kind", report.kind().toString())
                .put("title", report.title())
                .put("signature", report.signature())
                .put("corrupted", report.corrupted())
                .put("corruptedReason", report.corrupted() ? report.corruptedReason() : null)
                .put("repeats", report.repeats())
                .put("panicked", report.panicked())
                .put("firstLine", report.firstLine())
                .put("lastLine", report.lastLine());
        node.set("context", Json.mapper().valueToTree(report.context()));
        node.set("frames", frames(report));
        node.set("locksHeld", Json.mapper().valueToTree(report.locksHeld()));
        return node;
    }

    private ArrayNode frames(Report report) {
        ArrayNode nodes = Json.mapper().createArrayNode();
        List<Frame> frames = report.frames();
        List<List<SourceLocation>> locations = symbolizer.locations(report);
        for (int i = 0; i < frames.size(); i++) {
            Frame frame = frames.get(i);
            ObjectNode node = nodes.addObject()
                    .put("function", frame.function())
                    .put("offset", nullIfUnknown(frame.offset()))
                    .put("size", nullIfUnknown(frame.size()))
                    .put("module", frame.module().isEmpty() ? null : frame.module())
                    .put("unreliable", frame.unreliable());
            if (symbolizer.isAvailable()) {
                node.set("places", Json.mapper().valueToTree(locations.get(i)));
            }
        }
        return nodes;
    }

    @Nullable
    private static Long nullIfUnknown(long value) {
        return value == Frame.UNKNOWN ? null : Long.valueOf(value);
    }
}
