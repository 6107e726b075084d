package org.allidb.storage.examples.modules;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;

/** Counts how often it was started. */
public final class Counter {

    private Counter() {}

    /**
     * Counts.
     *
     * @param arguments the data directory
     */
    public static void main(String[] arguments) {
        try (StoragePlatform platform = StoragePlatform.open(Path.of(arguments[0]));
                TenantStore store = platform.openOrCreate(TenantId.of("counter"))) {
            int starts = store.get("starts")
                            .map(ByteBuffer::wrap)
                            .map(ByteBuffer::getInt)
                            .orElse(0)
                    + 1;
            store.put(
                    "starts", ByteBuffer.allocate(Integer.BYTES).putInt(starts).array());
            System.out.println("start number " + starts);
        }
    }
}
