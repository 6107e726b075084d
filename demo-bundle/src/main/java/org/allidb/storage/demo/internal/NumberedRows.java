package org.allidb.storage.demo.internal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.allidb.storage.api.ReadView;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteOptions;

/** Rows whose key and value follow from a number, so that both can be checked. */
final class NumberedRows {

    private static final int LONGS = 16;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    private NumberedRows() {}

    static void put(TenantStore store, long number, WriteOptions options) {
        store.put(key(number), value(number), options);
    }

    static boolean isThere(ReadView view, long number) {
        return view.get(key(number))
                .filter(found -> Arrays.equals(found, value(number)))
                .isPresent();
    }

    private static byte[] key(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static byte[] value(long number) {
        ByteBuffer value = ByteBuffer.allocate(LONGS * Long.BYTES);
        for (int i = 0; i < LONGS; i++) {
            value.putLong(MIX * (number + i));
        }
        return value.array();
    }
}
