// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.dmesg;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vc4lab.kernellog.Frame;
import org.vc4lab.kernellog.Report;
import org.vc4lab.kernellog.TaskContext;

/** A report as JSON. The keys are part of what users rely on. */
final class ReportJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ReportJson() {}

    static ObjectNode of(String file, Report report, Symbolizer symbolizer) {
        ObjectNode node = NODES.objectNode()
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
        node.set("context", context(report.context()));
        node.set("frames", frames(report.frames(), symbolizer));
        ArrayNode locks = node.putArray("locksHeld");
        report.locksHeld().forEach(locks::add);
        return node;
    }

    private static ObjectNode context(TaskContext context) {
        return NODES.objectNode()
                .put("inAtomic", context.inAtomic())
                .put("irqsDisabled", context.irqsDisabled())
                .put("nonBlock", context.nonBlock())
                .put("pid", context.pid())
                .put("comm", context.comm())
                .put("cpu", context.cpu())
                .put("kernel", context.kernel())
                .put("caller", context.caller());
    }

    private static ArrayNode frames(List<Frame> frames, Symbolizer symbolizer) {
        ArrayNode nodes = NODES.arrayNode();
        List<List<Symbolizer.SourceLocation>> locations = symbolizer.locations(frames);
        for (int i = 0; i < frames.size(); i++) {
            ObjectNode node = frame(frames.get(i));
            if (symbolizer.isAvailable()) {
                ArrayNode array = node.putArray("places");
                locations.get(i).forEach(location -> array.add(locationNode(location)));
            }
            nodes.add(node);
        }
        return nodes;
    }

    private static ObjectNode frame(Frame frame) {
        return NODES.objectNode()
                .put("function", frame.function())
                .put("offset", nullIfUnknown(frame.offset()))
                .put("size", nullIfUnknown(frame.size()))
                .put("module", frame.module().isEmpty() ? null : frame.module())
                .put("unreliable", frame.unreliable());
    }

    @Nullable
    private static Long nullIfUnknown(long value) {
        return value == Frame.UNKNOWN ? null : Long.valueOf(value);
    }

    private static ObjectNode locationNode(Symbolizer.SourceLocation location) {
        return NODES.objectNode()
                .put("function", location.function())
                .put("file", location.file())
                .put("line", location.line())
                .put("inlined", location.inlined());
    }
}
