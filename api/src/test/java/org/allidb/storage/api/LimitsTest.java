package org.allidb.storage.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Quotas, settings and options of a call: what they take and what they refuse. */
class LimitsTest {

    @Test
    void eachPartOfAQuotaIsSetAlone() {
        assertEquals(Quota.NONE.withDiskBytes(1), Quota.ofDisk(1));
        assertEquals(8, Quota.NONE.withBytesReadPerSecond(8).withRates(1, 2).bytesReadPerSecond());
        Quota all = Quota.NONE
                .withMaxRowBytes(7)
                .withHandles(5, 6)
                .withRates(3, 4)
                .withWriteBufferBytes(2)
                .withDiskBytes(1);
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L), limits(all));
        assertEquals(List.of(0L, 0L, 0L, 0L, 0L, 0L, 0L), limits(Quota.NONE));
        assertEquals(List.of(1L, 0L, 0L, 0L, 0L, 0L, 0L), limits(Quota.ofDisk(1)));
    }

    private static List<Long> limits(Quota quota) {
        return List.of(
                quota.diskBytes(),
                quota.writeBufferBytes(),
                quota.opsPerSecond(),
                quota.bytesPerSecond(),
                (long) quota.maxCursors(),
                (long) quota.maxSnapshots(),
                quota.maxRowBytes());
    }

    @Test
    void noPartOfAQuotaIsNegative() {
        List<Executable> calls = List.of(
                () -> Quota.ofDisk(-1),
                () -> Quota.NONE.withWriteBufferBytes(-1),
                () -> Quota.NONE.withRates(-1, 0),
                () -> Quota.NONE.withRates(0, -1),
                () -> Quota.NONE.withBytesReadPerSecond(-1),
                () -> Quota.NONE.withHandles(-1, 0),
                () -> Quota.NONE.withHandles(0, -1),
                () -> Quota.NONE.withMaxRowBytes(Long.MIN_VALUE));
        for (Executable call : calls) {
            assertEquals("a quota must not be negative; use 0 for no limit", refused(call));
        }
    }

    @Test
    void weightIsFromOneToAThousandAndSetAlone() {
        TenantSettings settings = TenantSettings.DEFAULTS.withEncrypted(true).withDedicatedLog(true);
        assertEquals(1, settings.weight());
        assertEquals(1_000, settings.withWeight(1_000).weight());
        assertEquals(settings, settings.withWeight(7).withWeight(1));
        assertEquals("the weight 0 is not allowed; use 1 to 1000", refused(() -> settings.withWeight(0)));
        assertEquals("the weight 1001 is not allowed; use 1 to 1000", refused(() -> settings.withWeight(1_001)));
    }

    @Test
    void declaredDimensionsAreCheckedAndCopied() {
        Map<String, Integer> dimensions = new HashMap<>(Map.of("title", 768));
        TenantSettings settings = TenantSettings.DEFAULTS.withVectorDimensions(dimensions);
        dimensions.put("title", 1);
        assertEquals(Map.of("title", 768), settings.vectorDimensions());
        assertEquals(
                "vector 'title' is declared with 0 components; use 1 to 1048576",
                refused(() -> settings.withVectorDimensions(Map.of("title", 0))));
        assertEquals(
                "vector 'x' is declared with 1048577 components; use 1 to 1048576",
                refused(() -> settings.withVectorDimensions(Map.of("x", 1_048_577))));
        assertEquals(
                TenantSettings.DEFAULTS
                        .withQuota(Quota.ofDisk(1))
                        .withVectorDimensions(Map.of("title", 768))
                        .withDedicatedLog(true),
                settings.withQuota(Quota.ofDisk(1)).withDedicatedLog(true));
    }

    @Test
    void aTimestampIsNeitherNegativeNorTooLarge() {
        assertEquals(OptionalLong.of(0), WriteOptions.SYNC.withTimestamp(0).timestamp());
        assertEquals(
                OptionalLong.of(WriteOptions.MAX_TIMESTAMP),
                WriteOptions.SYNC.withTimestamp(WriteOptions.MAX_TIMESTAMP).timestamp());
        for (long timestamp : new long[] {-1, WriteOptions.MAX_TIMESTAMP + 1}) {
            assertEquals(
                    "the timestamp " + timestamp + " is not allowed; use 0 to 4611686018427387903",
                    refused(() -> WriteOptions.DEFAULTS.withTimestamp(timestamp)));
        }
    }

    @Test
    void aTimeToLiveIsAtLeastAMillisecond() {
        WriteOptions.DEFAULTS.withTimeToLive(Duration.ofMillis(1));
        assertEquals(
                "a time to live of PT0.0009S is not allowed; use 1 ms to 1000000 days, or none for ever",
                refused(() -> WriteOptions.DEFAULTS.withTimeToLive(Duration.ofNanos(900_000))));
        assertEquals(
                "a time to live of PT-1S is not allowed; use 1 ms to 1000000 days, or none for ever",
                refused(() -> WriteOptions.DEFAULTS.withTimeToLive(Duration.ofSeconds(-1))));
    }

    @Test
    void theConditionsOfAScanAddUp() {
        ScanRequest request = ScanRequest.ofPrefix("a")
                .from(EntityId.of("ab"))
                .to(EntityId.of("ac"))
                .kinds(Kind.EDGE, Kind.META)
                .limit(7)
                .reversed();
        assertEquals(request, request.reversed().reversed());
        assertEquals("a", request.prefix().orElseThrow().toText());
        assertEquals("ab", request.from().orElseThrow().toText());
        assertEquals("ac", request.to().orElseThrow().toText());
        assertEquals(java.util.Set.of(Kind.META, Kind.EDGE), request.kinds());
        assertEquals(7, request.limit());
        EntityId entity = EntityId.of("e");
        RowKey edge = RowKey.edge(entity, "knows", EntityId.of("b"));
        ScanRequest slice = ScanRequest.ofEdges(entity, "knows").fromRow(edge).throughRow(edge);
        assertEquals(
                RowKey.of(entity, Kind.EDGE, Qualifier.of("knows\0")),
                slice.slice().orElseThrow());
        assertEquals(edge, slice.fromRow().orElseThrow());
        assertEquals(edge, slice.throughRow().orElseThrow());
        assertEquals(edge, slice.toRow(edge).toRow().orElseThrow());
        assertEquals(entity, ScanRequest.of(entity).through().orElseThrow());
        assertEquals("a scan's limit is -1; use 0 for all rows", refused(() -> request.limit(-1)));
        assertEquals(
                "an entity id of 0 bytes is not allowed; use 1 to 16384 bytes",
                refused(() -> ScanRequest.ofPrefix("")));
    }

    private static String refused(Executable call) {
        return assertThrows(InvalidArgumentException.class, call).getMessage();
    }
}
