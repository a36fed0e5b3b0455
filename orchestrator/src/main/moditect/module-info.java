// SPDX-License-Identifier: Apache-2.0
/** Emulated Raspberry Pis for tests: what a driver's author needs of vc4lab is exported, the lab itself is not. */
module org.vc4lab {
    exports org.vc4lab.guest;
    exports org.vc4lab.junit;
    exports org.vc4lab.kernellog;

    uses org.vc4lab.guest.MachineProvider;

    provides org.vc4lab.guest.MachineProvider with
            org.vc4lab.junit.LocalMachineProvider;

    // their types stand in what is exported
    requires transitive testcontainers;
    requires static transitive org.junit.jupiter.api;
    requires static org.jspecify;
    requires apache.mime4j.core;
    requires apache.mime4j.dom;
    requires ascii.table;
    requires awaitility;
    requires com.fasterxml.jackson.annotation;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.dataformat.yaml;
    requires com.fasterxml.jackson.datatype.jdk8;
    requires com.github.dockerjava.api;
    requires freemarker;
    requires info.picocli;
    requires java.logging;
    requires java.net.http;
    requires java.sql;
    requires java.xml;
    requires me.tongfei.progressbar;
    requires org.apache.commons.compress;
    requires org.apache.commons.exec;
    requires org.apache.commons.io;
    requires org.tukaani.xz;
    requires org.xerial.sqlitejdbc;

    // JUnit makes the extension, picocli the commands; Jackson and FreeMarker read the records
    opens org.vc4lab.junit to
            org.junit.platform.commons,
            com.fasterxml.jackson.databind;
    opens org.vc4lab.bisect to
            com.fasterxml.jackson.databind;
    opens org.vc4lab.build.emulator to
            com.fasterxml.jackson.databind;
    opens org.vc4lab.build.host to
            com.fasterxml.jackson.databind;
    opens org.vc4lab.build.kernel to
            com.fasterxml.jackson.databind;
    opens org.vc4lab.build.rootfs to
            com.fasterxml.jackson.databind;
    opens org.vc4lab.build.store to
            com.fasterxml.jackson.databind;
    opens org.vc4lab.cli to
            info.picocli;
    opens org.vc4lab.cli.bisect to
            info.picocli;
    opens org.vc4lab.cli.dmesg to
            info.picocli,
            com.fasterxml.jackson.databind;
    opens org.vc4lab.cli.matrix to
            info.picocli;
    opens org.vc4lab.explore to
            com.fasterxml.jackson.databind;
    opens org.vc4lab.guest to
            com.fasterxml.jackson.databind;
    opens org.vc4lab.kernellog to
            com.fasterxml.jackson.databind;
    opens org.vc4lab.lab to
            com.fasterxml.jackson.databind,
            freemarker;
    opens org.vc4lab.lab.audio to
            com.fasterxml.jackson.databind,
            freemarker;
    opens org.vc4lab.lab.casefile to
            com.fasterxml.jackson.databind;
    opens org.vc4lab.lab.evidence to
            com.fasterxml.jackson.databind,
            freemarker;
    opens org.vc4lab.lab.model to
            com.fasterxml.jackson.databind,
            freemarker;
    opens org.vc4lab.lab.witness to
            com.fasterxml.jackson.databind;
    opens org.vc4lab.matrix to
            com.fasterxml.jackson.databind,
            freemarker;
    opens org.vc4lab.report to
            com.fasterxml.jackson.databind,
            freemarker;
    opens org.vc4lab.trace to
            com.fasterxml.jackson.databind;
}
