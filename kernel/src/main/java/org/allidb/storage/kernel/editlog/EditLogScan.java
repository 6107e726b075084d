package org.allidb.storage.kernel.editlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An {@link EditLog}'s file as it is, damaged or not: every intact record, and where the first damage is. Immutable.
 *
 * @param bytes the length of the file
 * @param header what the header says
 * @param records the intact records, those behind damage too
 * @param damagedAt offset of the first record that is not intact, -1 if all are
 * @param torn whether what is not intact never took effect: the torn tail that a crash leaves
 */
@ProviderType
public record EditLogScan(long bytes, Header header, List<Record> records, long damagedAt, boolean torn) {

    /** Copies the list. */
    public EditLogScan {
        records = List.copyOf(records);
    }

    /**
     * A header.
     *
     * @param intact whether its checksum matches
     * @param magic its first eight bytes
     * @param version its format version
     * @param owner whose file it is
     */
    public record Header(boolean intact, String magic, int version, long owner) {}

    /**
     * An intact record.
     *
     * @param offset where it starts
     * @param edit whether it is an edit; otherwise it tells up to which offset all before it is durable
     * @param payload its content; not to be changed
     */
    @SuppressWarnings("AvoidCommonTypeNames") // it is a record of the log, and never mentioned beside the other
    public record Record(long offset, boolean edit, byte[] payload) {

        /**
         * Returns the offset that a record vouches for.
         *
         * @return an offset, 0 for an edit
         */
        public long durable() {
            return edit ? 0 : ByteBuffer.wrap(payload).getLong();
        }
    }

    /**
     * Reads a file.
     *
     * @param files the directory that it is in
     * @param name its name
     * @param owner whose file it should be; used for the records if the header is damaged
     * @return what is in it
     * @throws IOException if it cannot be read
     */
    public static EditLogScan read(Vfs files, String name, long owner) throws IOException {
        try (VfsFile file = files.openReadOnly(name)) {
            return of(EditLogLayout.readAll(file), file.size(), owner);
        }
    }

    /**
     * Returns the edits before any damage.
     *
     * @return their payloads, the whole state first
     */
    public List<byte[]> edits() {
        return records.stream()
                .filter(record -> record.edit() && !isBehindDamage(record))
                .map(Record::payload)
                .toList();
    }

    /**
     * Returns the intact edits behind the first damage.
     *
     * @return their payloads; empty if the damage is a torn tail
     */
    public List<byte[]> laterEdits() {
        return torn
                ? List.of()
                : records.stream()
                        .filter(record -> record.edit() && isBehindDamage(record))
                        .map(Record::payload)
                        .toList();
    }

    private boolean isBehindDamage(Record record) {
        return damagedAt >= 0 && record.offset() > damagedAt;
    }

    private static EditLogScan of(byte[] bytes, long size, long expectedOwner) {
        Header header = header(bytes);
        long owner = header.intact() ? header.owner() : expectedOwner;
        List<Record> records = new ArrayList<>();
        int offset = EditLogLayout.HEADER_LENGTH;
        long damagedAt = size > 0 && bytes.length == 0 ? 0 : -1;
        long durable = 0;
        boolean cut = false;
        while (offset < bytes.length) {
            int end = EditLogLayout.recordEnd(owner, bytes, offset);
            if (end < 0) {
                if (damagedAt < 0) {
                    cut |= EditLogLayout.isCutAt(bytes, offset);
                    if (!cut && EditLogLayout.isZeroFrom(bytes, offset)) {
                        break;
                    }
                    damagedAt = offset;
                }
                offset++;
                continue;
            }
            boolean edit = bytes[offset + Integer.BYTES] == EditLogLayout.EDIT;
            Record record = new Record(
                    offset, edit, Arrays.copyOfRange(bytes, offset + EditLogLayout.RECORD_HEADER_LENGTH, end));
            records.add(record);
            durable = Math.max(durable, record.durable());
            offset = end;
        }
        if (damagedAt < 0 && offset >= bytes.length) {
            cut = true;
            damagedAt = bytes.length;
        }
        long firstDamage = damagedAt;
        boolean anyEdit = records.stream()
                .anyMatch(record -> record.edit() && (firstDamage < 0 || record.offset() < firstDamage));
        boolean torn = !cut && damagedAt >= durable && anyEdit;
        return new EditLogScan(size, header, records, damagedAt, torn);
    }

    private static Header header(byte[] bytes) {
        if (bytes.length < EditLogLayout.HEADER_LENGTH) {
            return new Header(
                    false, new String(bytes, 0, Math.min(8, bytes.length), StandardCharsets.ISO_8859_1), 0, 0);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Header(
                EditLogLayout.isHeaderIntact(bytes),
                new String(bytes, 0, EditLogLayout.MAGIC_LENGTH, StandardCharsets.ISO_8859_1),
                buffer.getInt(EditLogLayout.MAGIC_LENGTH),
                buffer.getLong(EditLogLayout.MAGIC_LENGTH + Integer.BYTES));
    }
}
