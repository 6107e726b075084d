package org.allidb.storage.semantics;

import java.nio.file.Path;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteOptions;

/** Writes, flushes, merges and reads in a JVM of few modules; prints {@code done} at the end. */
final class LimitedModulesMain {

    private static final int VALUES = 140;
    private static final int VALUE_BYTES = 1 << 19;

    private LimitedModulesMain() {}

    public static void main(String[] arguments) {
        for (int round = 0; round < 2; round++) {
            try (StoragePlatform platform = StoragePlatform.open(Path.of(arguments[0]));
                    TenantStore store = platform.openOrCreate(TenantId.of("acme"))) {
                // enough that the tables ask how much memory there is
                for (int i = 0; i < VALUES; i++) {
                    store.put("key-" + i, new byte[VALUE_BYTES], WriteOptions.BUFFERED);
                }
                store.flush();
                store.compact();
                for (int i = 0; i < VALUES; i++) {
                    if (store.get("key-" + i).orElseThrow().length != VALUE_BYTES) {
                        throw new IllegalStateException("key-" + i);
                    }
                }
            }
        }
        System.out.println("done");
    }
}
