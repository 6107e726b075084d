package org.allidb.storage.itests;

import static org.junit.Assert.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.Test;

/** The features for Karaf are the bundles of the distribution, each in one feature, but those that Karaf has itself. */
public class FeaturesTest {

    private static final Pattern BUNDLE = Pattern.compile("<bundle>mvn:[^/]+/([^/]+)/([^<]+)</bundle>");
    private static final Pattern OF_KARAF = Pattern.compile("(org\\.apache\\.felix\\.|org\\.osgi\\.|jline-).*");
    private static final String DEMO = "allidb-storage-demo-";

    @Test
    public void featuresHaveTheBundlesOfTheDistribution() throws Exception {
        List<String> expected = Container.allJars().stream()
                .map(jar -> jar.getFileName().toString())
                .filter(name -> !OF_KARAF.matcher(name).matches() && !name.startsWith(DEMO))
                .toList();
        List<String> found = BUNDLE.matcher(Files.readString(Path.of(System.getProperty("allidb.features"))))
                .results()
                .map(bundle -> bundle.group(1) + "-" + bundle.group(2) + ".jar")
                .sorted()
                .toList();
        assertEquals(expected, found);
    }
}
