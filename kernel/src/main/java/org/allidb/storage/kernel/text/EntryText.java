package org.allidb.storage.kernel.text;

import java.util.function.Consumer;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.EntryBatchReader;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.osgi.annotation.versioning.ProviderType;

/** Entries as a person reads them, one a line: what, sequence, timestamp, expiry, key, and the beginning of the value. */
@ProviderType
public final class EntryText {

    private static final int KEY_LIMIT = 256;
    private static final int VALUE_LIMIT = 32;

    private EntryText() {}

    /**
     * Returns an entry of a run as text.
     *
     * @param run the run
     * @param i the entry
     * @return a line
     */
    public static String of(EntryRun run, int i) {
        byte[] key = run.key(i);
        byte[] value = new byte[run.valueLength(i)];
        run.copyValue(i, value, 0);
        return head(run.type(i), run.sequence(i), run.timestamp(i), run.expiresAt(i))
                + PrintableBytes.escape(key, 0, key.length, KEY_LIMIT)
                + value(run.type(i), value, 0, value.length);
    }

    /**
     * Returns a range tombstone as text.
     *
     * @param tombstone the tombstone
     * @return a line
     */
    public static String of(RangeTombstone tombstone) {
        return head(EntryType.RANGE_DELETE, tombstone.sequence(), tombstone.timestamp(), 0)
                + PrintableBytes.escape(tombstone.start(), 0, tombstone.start().length, KEY_LIMIT)
                + value(EntryType.RANGE_DELETE, tombstone.end(), 0, tombstone.end().length);
    }

    /**
     * Prints the entries of a batch as it is in a log record.
     *
     * @param bytes array
     * @param offset start of the batch
     * @param length its length in bytes
     * @param lines receives a line for each entry, or one that says that the bytes are no batch
     */
    public static void ofBatch(byte[] bytes, int offset, int length, Consumer<String> lines) {
        try {
            EntryBatch batch = EntryBatch.parse(bytes, offset, length);
            EntryBatchReader entry = batch.reader();
            while (entry.next()) {
                lines.accept(head(entry.type(), entry.sequence(), entry.timestamp(), entry.expiresAt())
                        + PrintableBytes.escape(batch.bytes(), entry.keyOffset(), entry.keyLength(), KEY_LIMIT)
                        + value(entry.type(), batch.bytes(), entry.valueOffset(), entry.valueLength()));
            }
        } catch (IllegalArgumentException e) {
            lines.accept("no batch of entries, or an encrypted one: " + e.getMessage());
        }
    }

    private static String head(byte type, long sequence, long timestamp, long expiresAt) {
        String what = switch (type) {
            case EntryType.PUT -> "put";
            case EntryType.DELETE -> "delete";
            default -> "delete range";
        };
        return what + " #" + sequence + " @" + timestamp + (expiresAt == 0 ? " " : " expires " + expiresAt + " ");
    }

    private static String value(byte type, byte[] value, int offset, int length) {
        return switch (type) {
            case EntryType.PUT -> " = " + PrintableBytes.escape(value, offset, length, VALUE_LIMIT);
            case EntryType.DELETE -> "";
            default -> " to " + PrintableBytes.escape(value, offset, length, KEY_LIMIT);
        };
    }
}
