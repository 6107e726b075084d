package org.allidb.storage.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** Each pom that a release publishes has what Maven Central asks for, itself or by its parent. */
class PublishedPomsTest {

    private static final Path ROOT = Path.of("../pom.xml");
    /** What each says of itself. */
    private static final List<String> OWN = List.of("artifactId", "name", "description");
    /** What a parent may say. */
    private static final List<String> INHERITED = List.of(
            "groupId",
            "version",
            "url",
            "licenses/license/name",
            "licenses/license/url",
            "developers/developer/name",
            "developers/developer/organization",
            "developers/developer/organizationUrl",
            "scm/connection",
            "scm/developerConnection",
            "scm/url");
    /** Maven puts the name of the module behind these, unless the parent says that it must not. */
    private static final List<String> APPENDED =
            List.of("child.project.url", "child.scm.connection", "child.scm.developerConnection", "child.scm.url");

    @TempDir
    Path directory;

    @Test
    void eachPublishedPomHasWhatMavenCentralAsksFor() throws Exception {
        List<Pom> all = all(Pom.read(ROOT));
        List<Pom> published = all.stream().filter(Pom::isPublished).toList();
        assertTrue(published.size() > 20 && published.size() < all.size(), published.size() + " of " + all.size());
        List<String> missing = new ArrayList<>();
        for (Pom pom : published) {
            missing.addAll(missing(pom));
        }
        assertEquals(List.of(), missing);
    }

    /** The test can fail. */
    @Test
    void whatIsMissingIsFound() throws Exception {
        Files.writeString(directory.resolve("pom.xml"), """
            <project>
              <groupId>g</groupId><artifactId>a</artifactId><version>1</version><name>n</name>
              <url>u</url>
              <scm><connection>c</connection><developerConnection>d</developerConnection></scm>
              <modules><module>kept</module><module>published</module></modules>
            </project>
            """);
        for (String module : List.of("kept", "published")) {
            Files.createDirectory(directory.resolve(module));
            Files.writeString(
                    directory.resolve(module).resolve("pom.xml"), """
                        <project>
                          <parent><relativePath>../pom.xml</relativePath></parent>
                          <artifactId>%s</artifactId><name> </name><description>d</description>
                          <properties><maven.deploy.skip>%s</maven.deploy.skip></properties>
                        </project>
                        """.formatted(module, module.equals("kept")));
        }
        List<Pom> all = all(Pom.read(directory.resolve("pom.xml")));
        assertEquals(
                List.of("a", "published"),
                all.stream().filter(Pom::isPublished).map(Pom::id).toList());
        assertEquals(
                List.of(
                        "published: name",
                        "published: licenses/license/name",
                        "published: licenses/license/url",
                        "published: developers/developer/name",
                        "published: developers/developer/organization",
                        "published: developers/developer/organizationUrl",
                        "published: scm/url",
                        "published: child.project.url is inherited with a path",
                        "published: child.scm.connection is inherited with a path",
                        "published: child.scm.developerConnection is inherited with a path",
                        "published: child.scm.url is inherited with a path"),
                missing(all.getLast()));
    }

    private static List<Pom> all(Pom pom) throws Exception {
        List<Pom> poms = new ArrayList<>(List.of(pom));
        for (String module : pom.each("modules/module")) {
            poms.addAll(all(Pom.read(pom.file().resolveSibling(module).resolve("pom.xml"))));
        }
        return poms;
    }

    private static List<String> missing(Pom pom) throws Exception {
        List<String> missing = new ArrayList<>();
        for (String name : OWN) {
            if (pom.own(name).isEmpty()) {
                missing.add(pom.id() + ": " + name);
            }
        }
        for (String name : INHERITED) {
            if (pom.inherited(name).isEmpty()) {
                missing.add(pom.id() + ": " + name);
            }
        }
        if (pom.parent().isPresent()) {
            Element parent = pom.parent().get().project();
            Node scm = parent.getElementsByTagName("scm").item(0);
            for (String name : APPENDED) {
                Element place = name.contains("scm") && scm instanceof Element element ? element : parent;
                if (!place.getAttribute(name + ".inherit.append.path").equals("false")) {
                    missing.add(pom.id() + ": " + name + " is inherited with a path");
                }
            }
        }
        return missing;
    }

    /**
     * A pom.
     *
     * @param file where it is
     * @param project its root
     */
    private record Pom(Path file, Element project) {

        static Pom read(Path file) throws IOException, ParserConfigurationException, SAXException {
            return new Pom(
                    file,
                    DocumentBuilderFactory.newDefaultInstance()
                            .newDocumentBuilder()
                            .parse(file.toFile())
                            .getDocumentElement());
        }

        String id() {
            return own("artifactId").orElseThrow();
        }

        /** Returns what stands at a path, if it is more than blanks. */
        Optional<String> own(String path) {
            return each(path).stream().filter(text -> !text.isBlank()).findFirst();
        }

        List<String> each(String path) {
            List<Node> found = List.of(project);
            for (String name : path.split("/")) {
                List<Node> below = new ArrayList<>();
                for (Node node : found) {
                    for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
                        if (child.getNodeName().equals(name)) {
                            below.add(child);
                        }
                    }
                }
                found = below;
            }
            return found.stream().map(Node::getTextContent).toList();
        }

        Optional<Pom> parent() throws IOException, ParserConfigurationException, SAXException {
            Optional<String> path = own("parent/relativePath");
            return path.isEmpty() ? Optional.empty() : Optional.of(read(file.resolveSibling(path.get())));
        }

        Optional<String> inherited(String path) throws Exception {
            Optional<String> here = own(path);
            Optional<Pom> parent = parent();
            return here.isPresent() || parent.isEmpty() ? here : parent.get().inherited(path);
        }

        boolean isPublished() {
            try {
                return !inherited("properties/maven.deploy.skip")
                        .orElse("false")
                        .equals("true");
            } catch (Exception e) {
                throw new IllegalStateException(file.toString(), e);
            }
        }
    }
}
