package org.allidb.storage.itests;

import static org.junit.Assert.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.allidb.storage.api.bootstrap.ConfigurationReader;
import org.junit.Test;

/** The file that is shipped is the one that the parameters' definitions make. */
public class ConfigurationFileTest {

    @Test
    public void shippedFileHasEveryParameterWithItsDefault() throws Exception {
        Path shipped = Path.of(System.getProperty("allidb.bundles"))
                .resolveSibling("conf")
                .resolve("allidb.yaml");
        String made = ServiceLoader.load(ConfigurationReader.class)
                .findFirst()
                .orElseThrow()
                .defaultFile();
        assertEquals("conf/allidb.yaml of the distribution is out of date", made, Files.readString(shipped));
    }
}
