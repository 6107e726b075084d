package org.allidb.storage.engine.internal.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of change feeds whose checksums are right, whatever they say. */
class FeedFuzz {

    private static final long FEED = 7;
    private static final int SHAPE = 2 * Long.BYTES + 1;

    static Stream<byte[]> seeds() {
        ByteBuffer records = ByteBuffer.allocate(64);
        records.putLong(0).putLong(3).put((byte) 2).put(new byte[] {1, 2});
        records.putLong(3).putLong(4).put((byte) 1).put((byte) 9);
        return Stream.of(records.array(), new byte[] {0, 0, 0, 1});
    }

    @MethodSource("seeds")
    @FuzzTest
    void recordsThatAreReadFollowEachOther(byte[] input) throws IOException {
        StrictMemVfs files = new StrictMemVfs();
        files.createDirectory(TenantFeed.DIRECTORY);
        byte[] content = file(input);
        try (VfsFile file = files.create(TenantFeed.DIRECTORY + "/" + FeedFile.name(1))) {
            file.write(0, content, 0, content.length);
            file.sync();
        }
        files.syncDirectory(TenantFeed.DIRECTORY);
        long flushed = input.length == 0 ? 0 : input[input.length - 1] & 0x7;
        FeedSurvey.run(files, flushed, (name, length) -> assertEquals(content.length, length));
        TenantFeed feed = TenantFeed.open(
                files,
                () -> StorageConfiguration.DEFAULTS
                        .with("feed.retention_mb", "1")
                        .feed(),
                new ManualClock(),
                flushed,
                (what, cause) -> {});
        FeedContent kept = feed.kept().orElseThrow();
        assertTrue(kept.after() <= flushed, "it begins behind what it has");
        long sequence = kept.after();
        FeedReader reader = new FeedReader(feed, kept.feed(), sequence);
        try {
            for (FeedRecord record = reader.peek(flushed); record != null; record = reader.peek(flushed)) {
                assertEquals(sequence, record.before());
                assertTrue(record.last() > sequence && record.last() <= flushed, record.last() + "");
                sequence = record.last();
                reader.pass(record);
            }
            assertEquals(flushed, sequence);
        } catch (FeedReader.LostException e) {
            throw new AssertionError("what an open has continued can be read", e);
        }
    }

    /** Makes a file of records with checksums that are right; what is left of the input stands behind them. */
    private static byte[] file(byte[] input) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new FeedHeader(0, FEED, 0, 0, 0).encode());
        ByteBuffer in = ByteBuffer.wrap(input);
        while (in.remaining() >= SHAPE) {
            long before = in.getLong();
            long last = in.getLong();
            byte[] batch = new byte[Math.min(in.get() & 0xFF, in.remaining())];
            in.get(batch);
            byte[] header = new byte[FeedRecord.HEADER_LENGTH];
            FeedRecord.describe(new FeedRecord(batch, 0, batch.length, before, last), header, 0);
            file.writeBytes(header);
            file.writeBytes(batch);
        }
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        file.writeBytes(rest);
        return file.toByteArray();
    }
}
