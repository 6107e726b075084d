package org.allidb.storage.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/**
 * Three nodes in processes of their own, of the distribution as it is shipped, lose nothing and answer nothing old while they are killed
 * and stopped at random: the short form of {@code allidb cluster torture}.
 */
public class ClusterProcessesTest {

    private static final int PATIENCE_MINUTES = 5;
    private static final String SECONDS = "10";

    @Test
    public void nothingThatWasAcknowledgedIsLost() throws Exception {
        Path home = Path.of(System.getProperty("allidb.bundles"))
                .toAbsolutePath()
                .normalize()
                .getParent();
        Path output = Files.createTempFile("cluster", ".txt");
        Process torture = new ProcessBuilder(home.resolve("bin/allidb").toString(), "cluster", "torture", SECONDS)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue("it has ended", torture.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES));
        } finally {
            torture.destroy();
        }
        List<String> lines = Files.readAllLines(output);
        String said = String.join("\n", lines);
        assertEquals(said, 0, torture.exitValue());
        assertTrue(said, said.contains("  ✓ 0 reads that no order of the writes explains\n"));
        assertTrue(said, said.endsWith("  ✓ all three nodes have the same rows"));
        Files.delete(output);
    }
}
