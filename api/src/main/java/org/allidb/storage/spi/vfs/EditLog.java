package org.allidb.storage.spi.vfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.IncompatibleFormatException;

/**
 * A small append-only file of edits, each durable before it counts: manifests and catalogues are such files. Holds no
 * descriptor between edits. Used by one thread at a time. Big-endian:
 *
 * <pre>
 *   header   magic 8 bytes | format version u32 | owner u64 | CRC32C of these 20 bytes u32
 *   record   length of payload u32 | type u8 | CRC32C of owner u64, record's offset u64, type, payload u32 | payload
 *   type 1   an edit, of the owner's own form
 *   type 2   the offset up to which all before is known to be durable u64
 * </pre>
 *
 * <p>The first edit of a file is the whole state. Every edit is synced before it takes effect and is followed by a type
 * 2 record, which is not synced: a damaged record that a type 2 record vouches for is corruption, one that none vouches
 * for is the torn tail of an edit that never took effect. A file that has grown, or whose sync failed, is replaced: the
 * state is written to {@code NAME.new}, synced, renamed, and the directory synced.
 */
public final class EditLog {

    private static final int MAGIC_LENGTH = 8;
    private static final int HEADER_LENGTH = MAGIC_LENGTH + Integer.BYTES + Long.BYTES + Integer.BYTES;
    private static final int RECORD_HEADER_LENGTH = Integer.BYTES + 1 + Integer.BYTES;
    private static final byte EDIT = 1;
    private static final byte DURABLE_OFFSET = 2;
    private static final long ROTATE_BYTES = 1 << 20;

    private final Vfs files;
    private final String name;
    private final byte[] magic;
    private final int version;
    private final long owner;
    private final String description;
    private long end;
    private long wholeStateEnd;
    private boolean mustRotate = true;

    /**
     * An edit log; nothing is read or written yet.
     *
     * @param files the directory that it is in
     * @param name its file
     * @param magic 8 ASCII characters that its file begins with
     * @param version format version of its edits; others are refused
     * @param owner a number that its file must carry, so that it is not mistaken for another's
     * @param description what it is, for messages, for example {@code the manifest of tenant 'a'}
     */
    public EditLog(Vfs files, String name, String magic, int version, long owner, String description) {
        this.files = files;
        this.name = name;
        this.magic = magic.getBytes(StandardCharsets.US_ASCII);
        this.version = version;
        this.owner = owner;
        this.description = description;
        if (this.magic.length != MAGIC_LENGTH) {
            throw new IllegalArgumentException("a magic has " + MAGIC_LENGTH + " characters");
        }
    }

    /**
     * Reads the edits. Changes nothing on disk.
     *
     * @return the edits, the whole state first; none if there is no file yet
     * @throws CorruptionException if an edit that took effect is damaged or missing
     * @throws IncompatibleFormatException if another version wrote the file
     * @throws IOException if it cannot be read
     */
    public List<byte[]> read() throws IOException {
        if (files.kind(name) == Vfs.FileKind.MISSING) {
            return List.of();
        }
        byte[] bytes = readAll();
        checkHeader(bytes);
        List<byte[]> edits = new ArrayList<>();
        long durable = HEADER_LENGTH;
        int offset = HEADER_LENGTH;
        while (offset < bytes.length) {
            int next = recordEnd(bytes, offset);
            if (next < 0) {
                durable = Math.max(durable, laterDurableOffset(bytes, offset));
                break;
            }
            byte[] content = Arrays.copyOfRange(bytes, offset + RECORD_HEADER_LENGTH, next);
            if (bytes[offset + Integer.BYTES] == EDIT) {
                edits.add(content);
                wholeStateEnd = edits.size() == 1 ? next : wholeStateEnd;
            } else {
                durable = Math.max(durable, ByteBuffer.wrap(content).getLong());
            }
            offset = next;
        }
        if (offset < durable || edits.isEmpty()) {
            throw damaged(offset, "a record that was durable is damaged or missing");
        }
        end = offset;
        mustRotate = offset < bytes.length;
        return edits;
    }

    /**
     * Appends an edit; it is durable when this returns. After a failure a later {@link #read()} may or may not find the
     * edit, until another one was appended with success.
     *
     * @param edit the edit
     * @param wholeState the state with the edit applied, asked for if the file is replaced
     * @return whether the file was replaced, so that nothing on disk holds edits that failed any more
     * @throws IOException if it fails; the next append replaces the file
     */
    public boolean append(byte[] edit, Supplier<byte[]> wholeState) throws IOException {
        if (mustRotate || end > Math.max(ROTATE_BYTES, 2 * wholeStateEnd)) {
            replace(wholeState.get());
            return true;
        }
        byte[] record = record(EDIT, edit, end);
        long newEnd = end + record.length;
        mustRotate = true;
        try (VfsFile file = files.open(name)) {
            file.write(end, record, 0, record.length);
            file.sync();
            byte[] mark = record(DURABLE_OFFSET, longBytes(newEnd), newEnd);
            file.write(newEnd, mark, 0, mark.length);
            end = newEnd + mark.length;
        }
        mustRotate = false;
        return false;
    }

    private void replace(byte[] wholeState) throws IOException {
        mustRotate = true;
        String newName = name + ".new";
        if (files.kind(newName) == Vfs.FileKind.FILE) {
            files.delete(newName);
        }
        byte[] state = record(EDIT, wholeState, HEADER_LENGTH);
        long stateEnd = HEADER_LENGTH + (long) state.length;
        byte[] mark = record(DURABLE_OFFSET, longBytes(stateEnd), stateEnd);
        byte[] whole = ByteBuffer.allocate(Math.toIntExact(stateEnd + mark.length))
                .put(header())
                .put(state)
                .put(mark)
                .array();
        try (VfsFile file = files.create(newName)) {
            file.write(0, whole, 0, whole.length);
            file.sync();
        }
        files.rename(newName, name);
        files.syncDirectory("");
        end = whole.length;
        wholeStateEnd = stateEnd;
        mustRotate = false;
    }

    private byte[] readAll() throws IOException {
        try (VfsFile file = files.openReadOnly(name)) {
            long size = file.size();
            if (size > Integer.MAX_VALUE - 64) {
                throw damaged(0, "it is " + size + " bytes long");
            }
            byte[] bytes = new byte[(int) size];
            int read = file.read(0, bytes, 0, bytes.length);
            return read == bytes.length ? bytes : Arrays.copyOf(bytes, read);
        }
    }

    private void checkHeader(byte[] bytes) {
        if (bytes.length < HEADER_LENGTH) {
            throw damaged(0, "its header is cut off");
        }
        ByteBuffer header = ByteBuffer.wrap(bytes, MAGIC_LENGTH, HEADER_LENGTH - MAGIC_LENGTH);
        int foundVersion = header.getInt();
        long foundOwner = header.getLong();
        boolean intact = header.getInt() == headerCrc(bytes);
        if (!Arrays.equals(bytes, 0, MAGIC_LENGTH, magic, 0, MAGIC_LENGTH) || !intact) {
            throw damaged(0, "its header is damaged");
        }
        if (foundVersion != version) {
            throw new IncompatibleFormatException(description + " has format version " + foundVersion
                    + ", this software understands version " + version
                    + "; open it with the version that wrote it. Nothing was changed");
        }
        if (foundOwner != owner) {
            throw damaged(MAGIC_LENGTH + Integer.BYTES, "it belongs to number " + foundOwner + " instead of " + owner);
        }
    }

    /** The end of the intact record at an offset, or -1. */
    private int recordEnd(byte[] bytes, int offset) {
        if (bytes.length - offset < RECORD_HEADER_LENGTH) {
            return -1;
        }
        ByteBuffer record = ByteBuffer.wrap(bytes, offset, bytes.length - offset);
        int length = record.getInt();
        byte type = record.get();
        int crc = record.getInt();
        boolean plausible = length >= 0
                && length <= record.remaining()
                && (type == EDIT || type == DURABLE_OFFSET && length == Long.BYTES);
        int payload = offset + RECORD_HEADER_LENGTH;
        return plausible && crc == recordCrc(type, bytes, payload, length, offset) ? payload + length : -1;
    }

    /** Looks behind a damaged record for those that vouch for more than what was read. */
    private long laterDurableOffset(byte[] bytes, int from) {
        long durable = 0;
        for (int offset = from + 1; offset <= bytes.length - RECORD_HEADER_LENGTH - Long.BYTES; offset++) {
            if (bytes[offset + Integer.BYTES] == DURABLE_OFFSET && recordEnd(bytes, offset) >= 0) {
                durable = ByteBuffer.wrap(bytes, offset + RECORD_HEADER_LENGTH, Long.BYTES)
                        .getLong();
            }
        }
        return durable;
    }

    private byte[] header() {
        ByteBuffer header = ByteBuffer.allocate(HEADER_LENGTH);
        header.put(magic).putInt(version).putLong(owner);
        header.putInt(headerCrc(header.array()));
        return header.array();
    }

    private byte[] record(byte type, byte[] payload, long offset) {
        return ByteBuffer.allocate(RECORD_HEADER_LENGTH + payload.length)
                .putInt(payload.length)
                .put(type)
                .putInt(recordCrc(type, payload, 0, payload.length, offset))
                .put(payload)
                .array();
    }

    private int recordCrc(byte type, byte[] bytes, int start, int length, long offset) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(2 * Long.BYTES + 1)
                .putLong(owner)
                .putLong(offset)
                .put(type)
                .flip());
        crc.update(bytes, start, length);
        return (int) crc.getValue();
    }

    private static int headerCrc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, HEADER_LENGTH - Integer.BYTES);
        return (int) crc.getValue();
    }

    private static byte[] longBytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private CorruptionException damaged(long offset, String what) {
        return new CorruptionException(
                name,
                offset,
                description + " is damaged at byte " + offset + ": " + what
                        + "; nothing was changed. Restore it from a backup, or salvage what is intact with"
                        + " 'allidb repair'",
                null);
    }
}
