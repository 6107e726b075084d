package org.allidb.storage.examples.embedder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwapWhileRunningTest {

    @Test
    void strategyComesAndGoesWhileThePlatformRuns(@TempDir Path directory) {
        assertEquals("""
            size-tiered leaves 2
            all-in-one leaves 1
            """, Printed.by(() -> SwapWhileRunning.main(new String[] {directory.toString()})));
    }
}
