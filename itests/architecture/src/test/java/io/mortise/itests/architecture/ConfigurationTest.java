// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.itests.architecture;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The files in config/ say what the bundles' Metatype says: the same PIDs, keys and defaults. */
public class ConfigurationTest {
    /** An option stands as {@code #key = default}; prose has a blank after its number sign. */
    private static final Pattern OPTION =
            Pattern.compile("#?([A-Za-z_][A-Za-z0-9._-]*) =(?: (.*))?");

    @Test
    public void thereIsAFileForEveryPidAndAPidForEveryFile() throws Exception {
        assertEquals(metatype().keySet(), files().keySet());
    }

    @Test
    public void everyFileHoldsTheKeysAndDefaultsOfItsPid() throws Exception {
        Map<String, Map<String, String>> files = files();
        for (Map.Entry<String, Map<String, String>> pid : metatype().entrySet()) {
            assertEquals(pid.getKey(), shown(pid.getValue()), shown(files.get(pid.getKey())));
        }
    }

    @Test
    public void everyKeyIsExplainedInTheFileAndInTheMetatype() throws Exception {
        var findings = new Findings();
        for (Path file : configurationFiles()) {
            String before = "";
            for (String line : Repository.lines(file)) {
                if (OPTION.matcher(line).matches() && !before.startsWith("# ")) {
                    findings.add("%s: no sentence above %s", Repository.shown(file), line);
                }
                before = line;
            }
        }
        for (Document document : metatypeDocuments()) {
            for (Element option : elements(document, "AD")) {
                if (option.getAttribute("description").isBlank()) {
                    findings.add("Metatype: no description of %s", option.getAttribute("id"));
                }
            }
        }
        findings.none("Keys that nothing explains");
    }

    private static String shown(Map<String, String> options) {
        return options == null
                ? "no file"
                : String.join(
                        "\n",
                        options.entrySet().stream()
                                .map(o -> o.getKey() + " = " + o.getValue())
                                .toList());
    }

    private static Map<String, Map<String, String>> metatype() throws Exception {
        Map<String, Map<String, String>> pids = new TreeMap<>();
        for (Document document : metatypeDocuments()) {
            Map<String, Map<String, String>> definitions = new TreeMap<>();
            for (Element definition : elements(document, "OCD")) {
                Map<String, String> options = new TreeMap<>();
                NodeList children = definition.getElementsByTagName("AD");
                for (int i = 0; i < children.getLength(); i++) {
                    var option = (Element) children.item(i);
                    options.put(option.getAttribute("id"), option.getAttribute("default"));
                }
                definitions.put(definition.getAttribute("id"), options);
            }
            for (Element designate : elements(document, "Designate")) {
                var object = (Element) designate.getElementsByTagName("Object").item(0);
                pids.put(
                        designate.getAttribute("pid"),
                        definitions.get(object.getAttribute("ocdref")));
            }
        }
        return pids;
    }

    private static List<Document> metatypeDocuments() throws Exception {
        List<Document> documents = new ArrayList<>();
        for (String bundle : Repository.bundles()) {
            try (JarFile jar = new JarFile(Repository.jar(bundle).toFile())) {
                for (JarEntry entry : jar.stream().filter(ConfigurationTest::isMetatype).toList()) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        documents.add(
                                DocumentBuilderFactory.newInstance()
                                        .newDocumentBuilder()
                                        .parse(in));
                    }
                }
            }
        }
        return documents;
    }

    private static boolean isMetatype(JarEntry entry) {
        return entry.getName().matches("OSGI-INF/metatype/.*\\.xml");
    }

    private static List<Element> elements(Document document, String name) {
        NodeList nodes = document.getElementsByTagName(name);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i))
                .toList();
    }

    private static Map<String, Map<String, String>> files() throws IOException {
        Map<String, Map<String, String>> files = new TreeMap<>();
        for (Path file : configurationFiles()) {
            Map<String, String> options = new TreeMap<>();
            for (String line : Repository.lines(file)) {
                Matcher option = OPTION.matcher(line);
                if (option.matches()) {
                    options.put(option.group(1), option.group(2) == null ? "" : option.group(2));
                }
            }
            files.put(Repository.name(file).replace(".cfg", ""), options);
        }
        return files;
    }

    private static List<Path> configurationFiles() throws IOException {
        try (var files = Files.list(Repository.ROOT.resolve("config"))) {
            return files.filter(f -> Repository.name(f).matches("io\\.mortise\\..*\\.cfg"))
                    .sorted()
                    .toList();
        }
    }
}
