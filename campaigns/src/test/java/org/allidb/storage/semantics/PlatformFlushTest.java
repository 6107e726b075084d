package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantSuspendedException;
import org.allidb.storage.testkit.DeflateCodec;
import org.junit.jupiter.api.Test;

/** A flush of the whole platform writes what all open tenants have in memory, and one that fails holds up no other. */
class PlatformFlushTest {

    private static final int TENANTS = 40;

    @Test
    void allOpenTenantsAreFlushed() {
        try (House house = new House()) {
            List<TenantStore> stores = new ArrayList<>();
            for (int i = 0; i < TENANTS; i++) {
                TenantStore store = house.platform().openOrCreate(TenantId.of("tenant-" + i));
                store.put("row", new byte[i + 1]);
                stores.add(store);
            }
            house.platform().flush();
            stores.forEach(store -> assertEquals(1, store.tables().size()));
            house.platform().flush();
            stores.forEach(store -> assertEquals(1, store.tables().size(), "there was nothing to be flushed"));
            stores.forEach(TenantStore::close);
        }
    }

    @Test
    void oneThatFailsHoldsUpNoOther() {
        try (House house = new House((operation, name) -> {}, Map.of(), new FailingCodec())) {
            TenantSettings failing = TenantSettings.DEFAULTS.withParameters(Map.of("sstable.codec", "deflate"));
            try (TenantStore first = house.platform().create(TenantId.of("first"), failing);
                    TenantStore second = house.platform().create(TenantId.of("second"), failing)) {
                first.put("row", new byte[1_000]);
                second.put("row", new byte[1_000]);
                house.store().put("row", new byte[1_000]);
                StorageIoException told = assertThrows(StorageIoException.class, house.platform()::flush);
                assertEquals(1, told.getSuppressed().length);
                assertEquals(1, house.store().tables().size());
                assertEquals(1_000, first.get("row").orElseThrow().length);
            }
        }
    }

    private static final class FailingCodec extends DeflateCodec {

        @Override
        public int compress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset) {
            throw new IllegalStateException("does not compress");
        }
    }

    @Test
    void suspendedTenantsAreLeftOut() {
        try (House house = new House();
                TenantStore suspended = house.platform().openOrCreate(TenantId.of("suspended"))) {
            suspended.put("row", new byte[1]);
            house.store().put("row", new byte[1]);
            house.platform().suspend(TenantId.of("suspended"), Suspension.Mode.CLOSED, "a test");
            house.platform().flush();
            assertEquals(1, house.store().tables().size());
            assertThrows(TenantSuspendedException.class, suspended::flush);
            house.platform().resume(TenantId.of("suspended"));
            house.platform().flush();
            assertEquals(1, suspended.tables().size());
        }
    }

    @Test
    void aClosedPlatformIsNotFlushed() {
        House house = new House();
        house.close();
        assertEquals(
                "the platform is closed; open it again",
                assertThrows(StoreClosedException.class, house.platform()::flush)
                        .getMessage());
    }
}
