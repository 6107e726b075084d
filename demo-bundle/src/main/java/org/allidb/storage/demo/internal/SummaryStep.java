package org.allidb.storage.demo.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.statistics.PlatformStatistics;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.api.text.TextTable;

/** The step that measures random reads and shows the figures of the whole demo. */
final class SummaryStep implements Step {

    private static final int GETS = 100_000;
    private static final int SEED = 7;

    private final StoragePlatform platform;
    private final TenantStore store;

    SummaryStep(StoragePlatform platform, TenantStore store) {
        this.platform = platform;
        this.store = store;
    }

    @Override
    public String title() {
        return "what it came to";
    }

    @Override
    public void run(Stage stage) {
        List<RowKey> keys = new ArrayList<>();
        long rows = 0;
        long bytes = 0;
        byte[] entity = new byte[1 << 16];
        try (Cursor cursor = store.scan(ScanRequest.all())) {
            while (cursor.next()) {
                rows++;
                bytes += cursor.copyEntity(entity, 0) + cursor.qualifier().length() + 1 + cursor.valueLength();
                if (cursor.kind().equals(Kind.META)) {
                    keys.add(RowKey.meta(cursor.entity()));
                }
            }
        }
        long[] nanos = gets(stage, keys);
        TextTable table = new TextTable("", "FIGURE>", "OF");
        table.add("rows", Human.count(rows), "tenant " + store.id() + ", after the deletes");
        table.add("bytes", Human.bytes(bytes), "keys and values");
        table.add("write amplification", Human.factor(writeAmplification()), "log, flushes, merges of all tenants");
        table.add(
                "space amplification",
                Human.factor((double) store.statistics().usage().diskBytes() / bytes),
                "disk by bytes; keys share prefixes");
        table.add("get, p50", Human.nanos(nanos[nanos.length / 2]), Human.count(nanos.length) + " random gets");
        table.add("get, p99", Human.nanos(nanos[nanos.length * 99 / 100]), "");
        PlatformStatistics platformFigures = platform.statistics();
        Runtime runtime = Runtime.getRuntime();
        table.add("heap", Human.bytes(runtime.totalMemory() - runtime.freeMemory()), "in use, garbage included");
        table.add(
                "write buffers",
                Human.bytes(platformFigures.bufferBytes()),
                "of " + Human.bytes(platformFigures.bufferLimitBytes()));
        table.add(
                "block cache",
                Human.bytes(platformFigures.cache().bytes()),
                "of " + Human.bytes(platformFigures.cache().capacityBytes()));
        stage.show(table);
    }

    private long[] gets(Stage stage, List<RowKey> keys) {
        Random random = new Random(SEED);
        Collections.shuffle(keys, random);
        long[] nanos = new long[GETS];
        int missing = 0;
        for (int i = 0; i < GETS; i++) {
            RowKey key = keys.get(random.nextInt(keys.size()));
            long start = System.nanoTime();
            boolean found = store.get(key).isPresent();
            nanos[i] = System.nanoTime() - start;
            missing += found ? 0 : 1;
        }
        stage.check(missing == 0, "each of " + Human.count(GETS) + " random gets found its row");
        Arrays.sort(nanos);
        return nanos;
    }

    private double writeAmplification() {
        long written = platform.statistics().log().writtenBytes();
        long wanted = 0;
        for (TenantInfo tenant : platform.tenants()) {
            try (TenantStore each = platform.open(tenant.id())) {
                TenantStatistics figures = each.statistics();
                written += figures.flushedBytes() + figures.compactionBytesWritten();
                wanted += figures.usage().bytesWritten();
            }
        }
        return (double) written / Math.max(1, wanted);
    }
}
