// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.vc4lab.lab.model.FaultInjection;
import org.vc4lab.lab.model.Trial;

/** A place in a plan, for one trial. */
public record PlannedTrial(Trial trial) {
    /** Its name in reports, histories and folders: the same from night to night. */
    public String id() {
        return String.join("/", axes().values());
    }

    /** By the axes' names, in their order; faults only where there are any. */
    public Map<String, String> axes() {
        Map<String, String> axes = new LinkedHashMap<>();
        axes.put("kernel", trial.ofCase().kernel());
        axes.put("config", trial.ofCase().config());
        axes.put("candidate", trial.candidate().name());
        axes.put("scenario", trial.scenario().name());
        axes.put("profile", trial.profile().name());
        if (!trial.requestedFaults().isEmpty()) {
            axes.put("faults", String.join("+", faultNames()));
        }
        return axes;
    }

    List<String> faultNames() {
        return trial.requestedFaults().stream().map(FaultInjection::describe).toList();
    }

    /** Trials of the same name run on the same kernel. */
    String kernelName() {
        return axes().entrySet().stream()
                .filter(axis -> List.of("kernel", "config", "candidate").contains(axis.getKey()))
                .map(Map.Entry::getValue)
                .collect(Collectors.joining("/"));
    }

    /** Kernels of the same family are made from each other by what differs between their patches. */
    String kernelFamily() {
        return trial.ofCase().kernel() + "/" + trial.ofCase().config();
    }

    /**
     * What a trial costs, as far as a plan tells: the guest's time that its scenario may take, in seconds. Only the
     * ratio of two of them means anything.
     */
    long cost() {
        return trial.scenario().guestLimit().toSeconds();
    }
}
