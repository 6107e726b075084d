package org.allidb.storage.config.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The file of the distribution is made from the definitions of the parameters. After a change of them
 * {@code -Dallidb.golden.update=true} writes it again.
 */
class DefaultFileTest {

    private static final Path FILE = Path.of("../distribution/src/main/dist/conf/allidb.yaml");

    @Test
    void fileOfTheDistributionHasEveryParameterWithItsDefault() throws IOException {
        if (Boolean.getBoolean("allidb.golden.update")) {
            Files.writeString(FILE, DefaultFile.text());
        }
        assertEquals(
                DefaultFile.text(),
                Files.readString(FILE),
                FILE + " is out of date; run this test with -Dallidb.golden.update=true and read the difference");
    }
}
