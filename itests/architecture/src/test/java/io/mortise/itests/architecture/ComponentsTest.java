// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.itests.architecture;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.Test;
import org.w3c.dom.Element;

/** What the descriptions of a connector's components say of each other. */
public class ComponentsTest {
    private static final String STEP_KIND = "io.mortise.spi.StepKind";

    @Test
    public void aConnectorIsOfferedOnlyOnceEveryKindOfStepOfItsBundleIs() throws Exception {
        var kinds = new TreeSet<String>();
        var awaited = new TreeSet<String>();
        for (Element component : components()) {
            if (provides(component).contains(STEP_KIND)) {
                elements(component, "property").stream()
                        .map(property -> "(kind=" + property.getAttribute("value") + ")")
                        .forEach(kinds::add);
            }
            for (Element reference : elements(component, "reference")) {
                if (reference.getAttribute("interface").equals(STEP_KIND)) {
                    awaited.add(reference.getAttribute("target"));
                }
            }
            if (provides(component).contains("io.mortise.api.VolumeConnector")) {
                List<String> needs =
                        elements(component, "reference").stream()
                                .map(reference -> reference.getAttribute("interface"))
                                .toList();
                assertTrue(
                        component.getAttribute("name") + " needs " + needs,
                        needs.contains("io.mortise.iscsi.Readiness"));
            }
        }
        assertFalse(kinds.isEmpty());
        assertEquals(kinds, awaited);
    }

    private static List<String> provides(Element component) {
        return elements(component, "provide").stream()
                .map(provided -> provided.getAttribute("interface"))
                .toList();
    }

    private static List<Element> components() throws Exception {
        var found = new ArrayList<Element>();
        Path jar = Repository.jar("iscsi");
        try (var file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream().toList()) {
                if (entry.getName().matches("OSGI-INF/[^/]+\\.xml")) {
                    try (InputStream in = file.getInputStream(entry)) {
                        found.add(
                                DocumentBuilderFactory.newInstance()
                                        .newDocumentBuilder()
                                        .parse(in)
                                        .getDocumentElement());
                    }
                }
            }
        }
        return found;
    }

    private static List<Element> elements(Element in, String name) {
        var nodes = in.getElementsByTagName(name);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i))
                .toList();
    }
}
