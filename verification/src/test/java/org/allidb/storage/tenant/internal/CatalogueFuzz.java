package org.allidb.storage.tenant.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.junit.jupiter.params.provider.MethodSource;

/** Changes of the catalogue. */
class CatalogueFuzz {

    static Stream<byte[]> seeds() {
        TenantSettings settings = TenantSettings.DEFAULTS
                .withQuota(Quota.ofDisk(1L << 40)
                        .withWriteBufferBytes(2)
                        .withRates(3, 4)
                        .withHandles(5, 6)
                        .withMaxRowBytes(7))
                .withVectorDimensions(Map.of("title", 768, "", 1))
                .withDedicatedLog(true);
        return Stream.of(
                new CatalogueEdit(
                                5,
                                List.of(
                                        TenantDescriptor.of(TenantId.of("a"), 3, settings, 12)
                                                .withSuspension(Optional.of(Suspension.of(
                                                        Suspension.Mode.READ_ONLY, "a test", Instant.ofEpochMilli(5)))),
                                        TenantDescriptor.of(TenantId.of("b-2"), 4, TenantSettings.DEFAULTS, 1)),
                                List.of(1L, 2L))
                        .encode(),
                new CatalogueEdit(1, List.of(), List.of()).encode());
    }

    @MethodSource("seeds")
    @FuzzTest
    void editIsRefusedOrStoredAgainAsItself(byte[] bytes) throws IOException {
        CatalogueEdit edit;
        try {
            edit = CatalogueEdit.decode(bytes);
        } catch (IOException | InvalidArgumentException e) {
            return;
        }
        assertEquals(edit, CatalogueEdit.decode(edit.encode()));
    }
}
