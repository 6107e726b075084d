package org.allidb.storage.engine.internal.version;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.allidb.storage.engine.internal.version.VersionEdit.AddedTable;
import org.allidb.storage.spi.sstable.KeySketch;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TablePropertiesBuilder;

/**
 * The stored form of version edits, big-endian:
 *
 * <pre>
 *   counters  next table id u64 | flushed sequence u64 | last timestamp u64 | purge horizon i64 | callers' timestamps u8
 *   removed   count u32 | table id u64 each
 *   added     count u32 | table each | half expired | key sketches; the last two are left out if all are 0 or empty
 *   table     level u32 | table id u64 | generation u64 | format utf | codec utf | file bytes u64 | entries u64
 *             | tombstones u64 | range tombstones u64 | key bytes u64 | value bytes u64 | min key | max key
 *             | min, max timestamp u64 | min, max sequence u64 | min, max expiry u64 | created u64
 *   half expired  for each table when half of its rows will have expired u64; not left out if sketches follow
 *   key sketches  for each table: count of hashes u32 | hashes u64 each
 *   utf       length in bytes u16 | modified UTF-8;    key  length in bytes u32 | bytes
 * </pre>
 */
public final class VersionEditCodec {

    private VersionEditCodec() {}

    /** Returns the stored form. */
    public static byte[] encode(VersionEdit edit) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            Counters counters = edit.counters();
            out.writeLong(counters.nextTableId());
            out.writeLong(counters.flushedSequence());
            out.writeLong(counters.lastTimestamp());
            out.writeLong(counters.purgeHorizon());
            out.writeBoolean(counters.callersTimestamps());
            out.writeInt(edit.removed().size());
            for (long id : edit.removed()) {
                out.writeLong(id);
            }
            out.writeInt(edit.added().size());
            for (AddedTable table : edit.added()) {
                writeTable(out, table);
            }
            boolean sketched = edit.added().stream()
                    .anyMatch(table -> !table.properties().keySketch().isEmpty());
            if (sketched
                    || edit.added().stream()
                            .anyMatch(table -> table.properties().halfExpiredMillis() != 0)) {
                for (AddedTable table : edit.added()) {
                    out.writeLong(table.properties().halfExpiredMillis());
                }
            }
            if (sketched) {
                for (AddedTable table : edit.added()) {
                    writeSketch(out, table.properties().keySketch());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads the stored form.
     *
     * @throws IOException if it is no edit
     */
    public static VersionEdit decode(byte[] payload) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload))) {
            Counters counters =
                    new Counters(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readBoolean());
            int removals = count(in, Long.BYTES);
            List<Long> removed = new ArrayList<>(removals);
            for (int i = 0; i < removals; i++) {
                removed.add(in.readLong());
            }
            int additions = count(in, Long.BYTES);
            List<AddedTable> added = new ArrayList<>(additions);
            for (int i = 0; i < additions; i++) {
                added.add(readTable(in));
            }
            // older versions wrote none
            if (in.available() > 0) {
                for (int i = 0; i < additions; i++) {
                    long halfExpired = in.readLong();
                    added.set(i, with(added.get(i), table -> table.halfExpired(halfExpired)));
                }
            }
            if (in.available() > 0) {
                for (int i = 0; i < additions; i++) {
                    KeySketch sketch = readSketch(in);
                    added.set(i, with(added.get(i), table -> table.keySketch(sketch)));
                }
            }
            if (in.available() > 0) {
                throw new IOException("a version edit has " + in.available() + " bytes too many");
            }
            return new VersionEdit(added, removed, counters);
        }
    }

    private static AddedTable with(AddedTable table, UnaryOperator<TablePropertiesBuilder> field) {
        TablePropertiesBuilder builder = table.properties().toBuilder();
        return new AddedTable(field.apply(builder).build(), table.level());
    }

    private static void writeSketch(DataOutputStream out, KeySketch sketch) throws IOException {
        long[] hashes = sketch.hashes();
        out.writeInt(hashes.length);
        for (long hash : hashes) {
            out.writeLong(hash);
        }
    }

    private static KeySketch readSketch(DataInputStream in) throws IOException {
        long[] hashes = new long[count(in, Long.BYTES)];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = in.readLong();
        }
        try {
            return KeySketch.of(hashes);
        } catch (IllegalArgumentException e) {
            throw new IOException("a version edit has a key sketch that is none: " + e.getMessage(), e);
        }
    }

    private static void writeTable(DataOutputStream out, AddedTable table) throws IOException {
        TableProperties properties = table.properties();
        out.writeInt(table.level());
        out.writeLong(properties.tableId());
        out.writeLong(properties.tenantGeneration());
        out.writeUTF(properties.format());
        out.writeUTF(properties.codec());
        out.writeLong(properties.fileBytes());
        out.writeLong(properties.entries());
        out.writeLong(properties.tombstones());
        out.writeLong(properties.rangeTombstones());
        out.writeLong(properties.keyBytes());
        out.writeLong(properties.valueBytes());
        writeKey(out, properties.minKey());
        writeKey(out, properties.maxKey());
        out.writeLong(properties.minTimestamp());
        out.writeLong(properties.maxTimestamp());
        out.writeLong(properties.minSequence());
        out.writeLong(properties.maxSequence());
        out.writeLong(properties.minExpiryMillis());
        out.writeLong(properties.maxExpiryMillis());
        out.writeLong(properties.createdMillis());
    }

    private static AddedTable readTable(DataInputStream in) throws IOException {
        int level = in.readInt();
        TableProperties properties = TableProperties.of(in.readLong(), in.readLong())
                .format(in.readUTF(), in.readUTF())
                .fileBytes(in.readLong())
                .counts(in.readLong(), in.readLong(), in.readLong())
                .bytes(in.readLong(), in.readLong())
                .keys(readKey(in), readKey(in))
                .timestamps(in.readLong(), in.readLong())
                .sequences(in.readLong(), in.readLong())
                .expiries(in.readLong(), in.readLong())
                .created(in.readLong())
                .build();
        return new AddedTable(properties, level);
    }

    private static void writeKey(DataOutputStream out, byte[] key) throws IOException {
        out.writeInt(key.length);
        out.write(key);
    }

    private static byte[] readKey(DataInputStream in) throws IOException {
        return in.readNBytes(count(in, 1));
    }

    private static int count(DataInputStream in, int bytesEach) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > in.available() / bytesEach) {
            throw new EOFException("a version edit promises more than it holds");
        }
        return count;
    }
}
