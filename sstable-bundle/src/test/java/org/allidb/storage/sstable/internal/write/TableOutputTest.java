package org.allidb.storage.sstable.internal.write;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.sstable.internal.format.common.TableIdentity;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;

/** When the file of a table is synced. */
class TableOutputTest {

    private static final byte[] BLOCK = new byte[100 << 10];

    private final List<FaultPlan.Operation> calls = new ArrayList<>();

    private long syncsOf(int blocks, long piece) throws IOException {
        calls.clear();
        TableOutput output = new TableOutput(
                new FaultyVfs(new StrictMemVfs(), (operation, name) -> calls.add(operation)),
                "1.sst",
                new TableIdentity(1, 1),
                2,
                piece);
        for (int i = 0; i < blocks; i++) {
            output.raw(BLOCK, BLOCK.length);
        }
        output.close(false);
        return calls.stream().filter(FaultPlan.Operation.SYNC::equals).count();
    }

    @Test
    void oneThatNobodyWaitsForIsSyncedInPieces() throws IOException {
        assertEquals(0, syncsOf(10, 1 << 20));
        // 100 blocks are 10 MiB; what is buffered goes to the file 200 KiB at a time
        assertEquals(8, syncsOf(100, 1 << 20));
        assertEquals(0, syncsOf(100, Long.MAX_VALUE));
    }
}
