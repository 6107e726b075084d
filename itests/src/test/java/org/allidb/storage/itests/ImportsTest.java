package org.allidb.storage.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.Test;

/** The product's bundles need no package that a container's list of packages of the JDK may leave out. */
public class ImportsTest {

    @Test
    public void packagesOfOneJdkAreOptional() throws Exception {
        List<String> needed = new ArrayList<>();
        int optional = 0;
        try (Stream<Path> bundles = Files.list(Path.of(System.getProperty("allidb.bundles")))) {
            for (Path bundle : bundles.filter(
                            file -> file.getFileName().toString().startsWith("allidb-"))
                    .toList()) {
                try (JarFile jar = new JarFile(bundle.toFile())) {
                    String imports = jar.getManifest().getMainAttributes().getValue("Import-Package");
                    // not at the commas of version ranges
                    for (String each : imports == null ? new String[0] : imports.split(",(?=[a-z])")) {
                        if (each.matches("(com\\.sun|sun|jdk)\\..*")) {
                            if (each.contains("resolution:=optional")) {
                                optional++;
                            } else {
                                needed.add(bundle.getFileName() + ": " + each);
                            }
                        }
                    }
                }
            }
        }
        assertEquals(List.of(), needed);
        assertTrue("the test sees com.sun.management", optional > 0);
    }
}
