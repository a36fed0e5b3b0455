// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vc4lab.kernellog.Context;
import org.vc4lab.kernellog.Frame;
import org.vc4lab.kernellog.Report;

/** A report as JSON. The keys are part of what users rely on. */
final class ReportJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ReportJson() {}

    static ObjectNode of(String file, Report report, Symbols symbols) {
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
        node.set("frames", frames(report.frames(), symbols));
        ArrayNode locks = node.putArray("locksHeld");
        report.locksHeld().forEach(locks::add);
        return node;
    }

    private static ObjectNode context(Context context) {
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

    private static ArrayNode frames(List<Frame> frames, Symbols symbols) {
        ArrayNode nodes = NODES.arrayNode();
        List<List<Symbols.Place>> places = symbols.places(frames);
        for (int i = 0; i < frames.size(); i++) {
            ObjectNode node = frame(frames.get(i));
            if (symbols.available()) {
                ArrayNode list = node.putArray("places");
                places.get(i).forEach(place -> list.add(place(place)));
            }
            nodes.add(node);
        }
        return nodes;
    }

    private static ObjectNode frame(Frame frame) {
        return NODES.objectNode()
                .put("function", frame.function())
                .put("offset", number(frame.offset()))
                .put("size", number(frame.size()))
                .put("module", frame.module().isEmpty() ? null : frame.module())
                .put("unreliable", frame.unreliable());
    }

    @Nullable
    private static Long number(long value) {
        return value == Frame.UNKNOWN ? null : Long.valueOf(value);
    }

    private static ObjectNode place(Symbols.Place place) {
        return NODES.objectNode()
                .put("function", place.function())
                .put("file", place.file())
                .put("line", place.line())
                .put("inlined", place.inlined());
    }
}
