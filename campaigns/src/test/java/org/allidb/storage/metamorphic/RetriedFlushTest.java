package org.allidb.storage.metamorphic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.api.TenantStore;
import org.junit.jupiter.api.Test;

/** A flush that failed is tried again, whatever asked for it. */
class RetriedFlushTest {

    private static final long RETRY_MILLIS = 1_000;

    @Test
    void writersGoOnAfterAFlushOnRequestThatFailed() {
        NamedConfiguration configuration = Configurations.named().getFirst().with("memtable.max_immutable", 1);
        World world = new World(configuration.values(), false, List.of(), OperationLog.digest());
        TenantSlot slot = world.slots().getFirst();
        TenantStore store = world.platform().openOrCreate(slot.id());
        store.put("before", new byte[100]);
        world.faults().failAfter(0, 1);
        assertThrows(StorageIoException.class, store::flush);
        world.faults().clear();
        world.letPass(RETRY_MILLIS);
        store.put("after", new byte[100]);
        assertEquals(100, store.get("after").orElseThrow().length);
    }
}
