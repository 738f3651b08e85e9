// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.Test;

public class SettingsTest {
    private static String logged(Runnable body) {
        var log = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            body.run();
        } finally {
            System.setErr(before);
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    @Test
    public void aBadValueKeepsTheLastGoodOneAndIsTold() {
        var good = SearchPath.parse("/opt/bin");
        String log = logged(() -> assertEquals(good, Settings.searchPath("relative", good)));
        assertTrue(log, log.contains("command.path = \"relative\""));
        assertTrue(log, log.contains("/opt/bin stays in force"));
        assertEquals("/x:/y", Settings.searchPath(" /x : /y ", good).toString());
    }

    @Test
    public void aMisspeltKeyIsTold() {
        String log = logged(() -> Settings.warnOfUnknown(Map.of("comand.path", "/bin")));
        assertTrue(log, log.contains("[comand.path]"));
    }

    @Test
    public void whatTheContainerAddsIsNoMisspeltKey() {
        Map<String, Object> added =
                Map.of(
                        "command.path", "/bin",
                        "host.kind", "linux",
                        "service.pid", "io.mortise.linux",
                        "component.name", "x",
                        "component.id", 1L,
                        "osgi.ds.satisfying.condition.target", "(osgi.condition.id=true)",
                        "felix.fileinstall.filename", "file:/etc/io.mortise.linux.cfg");
        assertEquals("", logged(() -> Settings.warnOfUnknown(added)));
    }
}
