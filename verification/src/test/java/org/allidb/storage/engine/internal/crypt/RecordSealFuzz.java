package org.allidb.storage.engine.internal.crypt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.MemoryKeys;
import org.allidb.storage.testkit.SerialRuntime;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Encrypted records of the log and edits of a manifest. The first byte of an input says which of the two, and where in its array a
 * record begins. What is not what was encrypted is refused by one of the exceptions that are documented.
 */
class RecordSealFuzz {

    private static final TenantId TENANT = TenantId.of("acme");
    /** A record of an empty batch. */
    private static final int SHORTEST = 52;

    private static final RecordSeal SEAL = seal();
    private static final byte[] EDIT = SEAL.sealEdit(new byte[] {1, 2, 3, 4, 5});
    private static final byte[] RECORD = record();

    static Stream<byte[]> seeds() {
        return Stream.concat(
                Stream.of(RECORD, Arrays.copyOf(RECORD, 60)).map(bytes -> marked(3, bytes)),
                Stream.of(EDIT, Arrays.copyOf(EDIT, 20)).map(bytes -> marked(0, bytes)));
    }

    @MethodSource("seeds")
    @FuzzTest
    void whatWasChangedIsRefused(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        byte[] sealed = Arrays.copyOfRange(bytes, 1, bytes.length);
        if (bytes[0] == 0) {
            takeEdit(sealed);
        } else {
            takeRecord(bytes, sealed);
        }
    }

    private static void takeEdit(byte[] sealed) {
        int key = SEAL.keyOfEdit(sealed);
        try {
            assertArrayEquals(new byte[] {1, 2, 3, 4, 5}, SEAL.openEdit(sealed));
            assertArrayEquals(EDIT, sealed, "it is another edit");
            assertEquals(1, key);
        } catch (IOException e) {
            assertFalse(Arrays.equals(EDIT, sealed), "it was not changed");
            assertTrue(String.valueOf(e.getMessage()).contains("'acme'"), e.getMessage());
        }
    }

    private static void takeRecord(byte[] bytes, byte[] sealed) {
        try {
            long last = SEAL.lastSequence(bytes, 1, sealed.length);
            EntryBatch batch = SEAL.open(bytes, 1, sealed.length);
            assertArrayEquals(RECORD, sealed, "it is another record");
            assertEquals(last, batch.lastSequence());
        } catch (IOException | CorruptionException | IllegalArgumentException e) {
            assertFalse(Arrays.equals(RECORD, sealed), "it was not changed");
            if (sealed.length < SHORTEST) {
                assertThrows(IllegalArgumentException.class, () -> SEAL.lastSequence(bytes, 1, sealed.length));
            }
        }
    }

    private static byte[] record() {
        EntryBatch batch = new EntryBatch();
        batch.add(EntryType.PUT, new byte[6], 6, new byte[20]);
        batch.seal(5, 6);
        RecordSeal.Appended appended = SEAL.appended();
        try {
            appended.take(batch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Arrays.copyOf(appended.bytes(), appended.length());
    }

    private static byte[] marked(int mark, byte[] bytes) {
        byte[] marked = new byte[1 + bytes.length];
        marked[0] = (byte) mark;
        System.arraycopy(bytes, 0, marked, 1, bytes.length);
        return marked;
    }

    private static RecordSeal seal() {
        ProviderRegistry providers = new ProviderRegistry();
        providers.install(new MemoryKeys("master"));
        MasterKeys masters = new MasterKeys(
                providers,
                () -> StorageConfiguration.DEFAULTS.with("encryption.provider", MemoryKeys.NAME),
                new SerialRuntime(new ManualClock()));
        TenantDescriptor tenant = TenantDescriptor.of(TENANT, 3, TenantSettings.DEFAULTS.withEncrypted(true), 0);
        try {
            return RecordSeal.of(TenantKeys.create(tenant, new StrictMemVfs(), masters, 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
