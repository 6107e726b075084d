package org.allidb.storage.wal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.spi.wal.DamagedLogException;
import org.allidb.storage.spi.wal.LogAnchor;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.wal.internal.format.LogIdentity;
import org.allidb.storage.wal.internal.format.RecordFormat;
import org.allidb.storage.wal.internal.format.RecordHeader;
import org.allidb.storage.wal.internal.format.RecordPlace;
import org.allidb.storage.wal.internal.format.SegmentHeader;
import org.junit.jupiter.params.provider.MethodSource;

/** Log segments whose checksums are right, whatever they say. */
class SegmentFuzz {

    private static final long NUMBER = 1;
    private static final LogIdentity LOG = new LogIdentity(1, 2);
    private static final String FILE = "0000000000000001.wal";
    /** A record that begins with this as the checksum of its content keeps it. */
    private static final int BAD = -1;

    private static final LogAnchor ANCHOR = new LogAnchor() {

        @Override
        public String file() {
            return "ANCHOR";
        }

        @Override
        public Optional<byte[]> content() {
            return Optional.of(new KnownChain(LOG, NUMBER, NUMBER + 1, 1, -1, List.of(NUMBER)).encode());
        }

        @Override
        public void remember(byte[] content) {
            throw new IllegalStateException("a log that is read is not changed");
        }
    };

    /** A record that is replayed. */
    private record Replayed(long generation, long sequence, String content) {}

    static Stream<byte[]> seeds() {
        ByteBuffer segment = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        segment.put(new SegmentHeader(LOG, NUMBER, 1, 0, 0, 512).encode());
        put(segment, RecordFormat.DATA, 1, 5, 0, "one");
        put(segment, RecordFormat.DATA, 2, 9, 1, "another");
        put(segment, RecordFormat.FLUSHED, 1, 5, 40, "");
        put(segment, RecordFormat.FORGOTTEN, 2, 0, 40, "");
        put(segment, RecordFormat.SYNCED, 0, 0, 80, "");
        byte[] open = segment.array().clone();
        put(segment, RecordFormat.CLOSED, 0, 0, 80, "");
        return Stream.of(open, segment.array());
    }

    private static void put(
            ByteBuffer segment, byte type, long generation, long sequence, long durable, String content) {
        segment.putInt(content.length())
                .putInt(type)
                .putLong(generation)
                .putLong(sequence)
                .putLong(durable)
                .putLong(0);
        segment.put(content.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    @MethodSource("seeds")
    @FuzzTest
    void segmentIsRefusedOrReplayedAsFarAsItIsIntact(byte[] bytes) throws IOException {
        if (bytes.length < SegmentHeader.LENGTH) {
            return;
        }
        byte[] segment = seal(bytes);
        StrictMemVfs files = new StrictMemVfs();
        try (VfsFile file = files.create(FILE)) {
            file.write(0, segment, 0, segment.length);
        }
        List<Replayed> replayed = new ArrayList<>();
        try {
            new LogRecovery(new SegmentFiles(files), ANCHOR)
                    .run((generation, sequence, record, offset, length) ->
                            replayed.add(new Replayed(generation, sequence, text(record, offset, length))));
            assertEquals(expected(segment), replayed);
        } catch (DamagedLogException e) {
            assertTrue(e.offset() >= 0 && e.getMessage().contains(e.file()), e.getMessage());
        }
        new SegmentInspector().dump(InspectedFile.of(files, FILE, FILE, 0), name -> null, true, line -> {});
    }

    private static byte[] seal(byte[] bytes) {
        byte[] segment = bytes.clone();
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        SegmentHeader sealed = new SegmentHeader(
                LOG,
                NUMBER,
                header.getLong(24),
                header.getLong(48),
                header.getInt(56) & Integer.MAX_VALUE,
                header.getInt(12) & Integer.MAX_VALUE);
        System.arraycopy(sealed.encode(), 0, segment, 0, SegmentHeader.LENGTH);
        assertEquals(sealed, SegmentHeader.decode(segment).orElseThrow());
        RecordHeader record = new RecordHeader(LOG);
        int at = SegmentHeader.LENGTH;
        while (at + RecordFormat.HEADER_LENGTH <= segment.length) {
            int length = RecordFormat.length(segment, at);
            int content = at + RecordFormat.HEADER_LENGTH;
            boolean whole = length >= 0 && length <= segment.length - content;
            int crc = RecordFormat.contentCrc(segment, at);
            record.describe(
                    RecordFormat.type(segment, at),
                    RecordFormat.generation(segment, at),
                    RecordFormat.sequence(segment, at),
                    length,
                    whole && crc != BAD ? RecordFormat.contentCrc(segment, content, length) : crc);
            record.place(NUMBER, at, RecordFormat.durable(segment, at));
            System.arraycopy(record.bytes(), record.offset(), segment, at, RecordFormat.HEADER_LENGTH);
            at = content + (whole ? length : 0);
        }
        return segment;
    }

    private static List<Replayed> expected(byte[] segment) {
        List<Replayed> records = new ArrayList<>();
        Map<Long, Long> flushed = new HashMap<>();
        int at = SegmentHeader.LENGTH;
        RecordPlace place = new RecordPlace(SegmentHeader.decode(segment).orElseThrow());
        while (at + RecordFormat.HEADER_LENGTH <= segment.length && place.isHeader(segment, at, at)) {
            int length = RecordFormat.length(segment, at);
            int content = at + RecordFormat.HEADER_LENGTH;
            if (length > segment.length - content
                    || RecordFormat.contentCrc(segment, at) != RecordFormat.contentCrc(segment, content, length)) {
                break;
            }
            long generation = RecordFormat.generation(segment, at);
            long sequence = RecordFormat.sequence(segment, at);
            switch (RecordFormat.type(segment, at)) {
                case RecordFormat.DATA ->
                    records.add(new Replayed(generation, sequence, text(segment, content, length)));
                case RecordFormat.FLUSHED -> flushed.merge(generation, sequence, Math::max);
                case RecordFormat.FORGOTTEN -> flushed.put(generation, Long.MAX_VALUE);
                default -> {}
            }
            at = content + length;
        }
        records.removeIf(record -> record.sequence() <= flushed.getOrDefault(record.generation(), 0L));
        // of a record and its copy, the first
        Map<Long, Long> last = new HashMap<>();
        records.removeIf(record -> {
            long before = last.getOrDefault(record.generation(), Long.MIN_VALUE);
            last.put(record.generation(), Math.max(before, record.sequence()));
            return before != Long.MIN_VALUE && record.sequence() <= before;
        });
        return records;
    }

    private static String text(byte[] bytes, int offset, int length) {
        return Arrays.toString(Arrays.copyOfRange(bytes, offset, offset + length));
    }
}
