package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.nio.file.Path;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What handles of stores hold on to. */
class HandlesTest {

    private static final int ATTEMPTS = 50;

    @TempDir
    Path directory;

    @Test
    void closedHandleIsNotKeptByTheThreadsThatWroteThroughIt() {
        try (StoragePlatform platform = StoragePlatform.open(directory)) {
            WeakReference<TenantStore> handle = use(platform);
            for (int attempt = 0; attempt < ATTEMPTS && !handle.refersTo(null); attempt++) {
                System.gc();
            }
            assertTrue(handle.refersTo(null), "something keeps the handle");
        }
    }

    private static WeakReference<TenantStore> use(StoragePlatform platform) {
        try (TenantStore store = platform.openOrCreate(TenantId.of("a"))) {
            store.put("key", new byte[10]);
            return new WeakReference<>(store);
        }
    }
}
