package org.allidb.storage.replication.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.ConditionFailedException;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.Qualifier;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantExistsException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes are one platform: what is written at one is read at the others, whichever of them dies. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ClusterTest {

    private static final TenantId ACME = TenantId.of("acme");

    @TempDir
    private Path directory;

    @Test
    void whatIsWrittenAtOneNodeIsReadAtTheOthers() throws InterruptedException {
        try (ThreeNodes nodes = new ThreeNodes(directory, Map.of("tenants.max_tenants", 2))) {
            try (TenantStore first = nodes.node(0).openOrCreate(ACME);
                    TenantStore second = nodes.node(1).open(ACME);
                    TenantStore third = nodes.node(2).open(ACME)) {
                List<TenantStore> stores = List.of(first, second, third);
                for (int i = 0; i < 30; i++) {
                    stores.get(i % 3).put("row-" + i, bytes("value-" + i));
                    assertArrayEquals(
                            bytes("value-" + i),
                            stores.get((i + 1) % 3).get("row-" + i).orElseThrow());
                }
                assertEquals(rows(first), rows(second));
                assertEquals(rows(first), rows(third));
                conditionsAreDecidedOnce(first, second);
            }
            tenantsAreTheSameEverywhere(nodes);
            whatAClusterCannotDoIsRefused(nodes.node(0));
            aNodeThatWasAwayCatchesUp(nodes);
        }
    }

    private static void conditionsAreDecidedOnce(TenantStore first, TenantStore second) {
        assertEquals(Optional.empty(), first.putIfAbsent(bytes("lock"), bytes("first")));
        assertArrayEquals(
                bytes("first"),
                second.putIfAbsent(bytes("lock"), bytes("second")).orElseThrow());
        assertArrayEquals(
                bytes("first"), second.getAndPut(bytes("lock"), bytes("third")).orElseThrow());
        RowKey key = RowKey.of(EntityId.of("lock"), Kind.VALUE, Qualifier.NONE);
        WriteBatch batch = first.newBatch().put(bytes("lock"), bytes("fourth")).onlyIfAbsent(key);
        ConditionFailedException refused = assertThrows(ConditionFailedException.class, () -> first.write(batch));
        assertEquals("third", new String(refused.current().orElseThrow().row().encodedValue(), StandardCharsets.UTF_8));
        batch.clear();
        batch.put(bytes("lock"), bytes("fifth"));
        first.writeAsync(batch).toCompletableFuture().join();
        assertEquals(
                second.get(key).orElseThrow().sequence(), batch.lastSequence().orElseThrow(), "the tag of a row");
        assertArrayEquals(bytes("fifth"), second.getAndDelete(bytes("lock")).orElseThrow());
        assertTrue(first.get("lock").isEmpty());
    }

    private static void tenantsAreTheSameEverywhere(ThreeNodes nodes) {
        TenantId other = TenantId.of("other");
        nodes.node(1).create(other, TenantSettings.DEFAULTS.withLabel("Other")).close();
        assertEquals(
                "tenant 'other' exists already; open it, or choose another id",
                assertThrows(TenantExistsException.class, () -> nodes.node(2).create(other, TenantSettings.DEFAULTS))
                        .getMessage());
        nodes.node(2).update(other, TenantSettings.DEFAULTS.withLabel("Others"));
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    "Others",
                    nodes.node(i).tenant(other).orElseThrow().settings().label());
            assertEquals(2, nodes.node(i).tenants().size());
        }
        TenantStore old = nodes.node(0).open(other);
        nodes.node(1).drop(other);
        assertThrows(TenantUnknownException.class, () -> nodes.node(0).open(other));
        nodes.node(1).create(other, TenantSettings.DEFAULTS).close();
        assertThrows(RuntimeException.class, () -> old.put("row", bytes("of an earlier life")));
        try (TenantStore again = nodes.node(2).open(other)) {
            assertEquals(List.of(), rows(again));
        }
    }

    private static void whatAClusterCannotDoIsRefused(StoragePlatform node) {
        assertEquals(
                "a cluster copies no tenants yet; read its rows and write them",
                assertThrows(InvalidArgumentException.class, () -> node.copy(ACME, TenantId.of("copy")))
                        .getMessage());
        assertEquals(
                "there are 2 tenants already, as many as tenants.max_tenants allows; drop one, or raise it on all"
                        + " nodes",
                assertThrows(
                                InvalidArgumentException.class,
                                () -> node.create(TenantId.of("third"), TenantSettings.DEFAULTS))
                        .getMessage());
        assertEquals(
                "a cluster encrypts no tenants yet; encrypt the disks of the nodes",
                assertThrows(
                                InvalidArgumentException.class,
                                () -> node.create(TenantId.of("secret"), TenantSettings.DEFAULTS.withEncrypted(true)))
                        .getMessage());
        try (TenantStore store = node.open(ACME)) {
            assertEquals(
                    "a write of tenant 'acme' was given a timestamp; in a cluster the leader gives timestamps, so"
                            + " leave it out",
                    assertThrows(
                                    InvalidArgumentException.class,
                                    () -> store.put(
                                            bytes("row"), bytes("value"), WriteOptions.DEFAULTS.withTimestamp(1)))
                            .getMessage());
            assertTrue(assertThrows(InvalidArgumentException.class, () -> store.put(bytes("row"), new byte[5 << 20]))
                    .getMessage()
                    .endsWith("and one in a cluster may have 4193280; write in parts"));
        }
    }

    private static void aNodeThatWasAwayCatchesUp(ThreeNodes nodes) throws InterruptedException {
        int away = nodes.leader(nodes.node(0).cluster().orElseThrow().shardOf(ACME));
        nodes.stop(away);
        int there = (away + 1) % 3;
        try (TenantStore store = nodes.node(there).open(ACME)) {
            for (int i = 0; i < 10; i++) {
                store.put("while-away-" + i, bytes("value-" + i));
            }
            nodes.start(away);
            try (TenantStore back = nodes.node(away).open(ACME)) {
                assertArrayEquals(bytes("value-9"), back.get("while-away-9").orElseThrow());
                assertEquals(rows(store), rows(back));
            }
        }
    }

    /** Returns all rows with their versions. */
    private static List<String> rows(TenantStore store) {
        List<String> rows = new ArrayList<>();
        try (Cursor cursor = store.scan(ScanRequest.all())) {
            while (cursor.next()) {
                rows.add(cursor.row() + " " + cursor.sequence() + " " + cursor.timestamp());
            }
        }
        return rows;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
