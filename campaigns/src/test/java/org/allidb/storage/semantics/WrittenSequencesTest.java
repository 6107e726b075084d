package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.allidb.storage.api.ConditionFailedException;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch knows at which sequence it was written. */
class WrittenSequencesTest {

    private static final RowKey KEY = RowKey.value(EntityId.of("row"));
    private static final byte[] VALUE = {1};

    private StoragePlatform platform;
    private TenantStore store;

    @BeforeEach
    void open(@TempDir Path directory) {
        platform = StoragePlatform.open(directory);
        store = platform.openOrCreate(TenantId.of("acme"));
    }

    @AfterEach
    void close() {
        store.close();
        platform.close();
    }

    private WriteBatch row() {
        return store.newBatch().put("row".getBytes(java.nio.charset.StandardCharsets.UTF_8), VALUE);
    }

    private OptionalLong found() {
        return OptionalLong.of(store.get(KEY).orElseThrow().sequence());
    }

    @Test
    void theSequenceIsThatOfTheLastRow() {
        WriteBatch batch = store.newBatch().put(new byte[] {2}, VALUE).put(new byte[] {3}, VALUE);
        batch.put("row".getBytes(java.nio.charset.StandardCharsets.UTF_8), VALUE);
        assertEquals(OptionalLong.empty(), batch.lastSequence(), "not written");
        store.write(batch);
        assertEquals(found(), batch.lastSequence());
        store.write(batch);
        assertEquals(found(), batch.lastSequence(), "of the second write");
        batch.clear();
        assertEquals(OptionalLong.empty(), batch.lastSequence());
    }

    @Test
    void optionsAndThreadsDoNotMatter() {
        WriteBatch batch = row();
        store.write(batch, WriteOptions.DEFAULTS.withTimeToLive(Duration.ofHours(1)));
        assertEquals(found(), batch.lastSequence());
        store.writeAsync(batch).toCompletableFuture().join();
        assertEquals(found(), batch.lastSequence());
        store.writeAsync(batch, WriteOptions.DEFAULTS.withTimeToLive(Duration.ofHours(1)))
                .toCompletableFuture()
                .join();
        assertEquals(found(), batch.lastSequence());
    }

    @Test
    void whatWasRefusedHasNone() {
        WriteBatch batch = row();
        store.write(batch);
        batch.onlyIfAbsent(KEY);
        assertThrows(ConditionFailedException.class, () -> store.write(batch));
        assertEquals(OptionalLong.empty(), batch.lastSequence());
        WriteBatch check = store.newBatch().onlyIfPresent(KEY);
        store.write(check);
        assertEquals(OptionalLong.empty(), check.lastSequence(), "a check writes nothing");
    }
}
