package org.allidb.storage.kernel.editlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.IncompatibleFormatException;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A small append-only file of edits, each durable before it counts: manifests and catalogues are such files. Holds no
 * descriptor between edits. Used by one thread at a time. Big-endian:
 *
 * <pre>
 *   header   magic 8 bytes | format version u32 | owner u64 | CRC32C of these 20 bytes u32
 *   record   length of payload u32 | type u8 | CRC32C of owner u64, record's offset u64, type, payload u32 | payload
 *   type 1   an edit, of the owner's own form
 *   type 2   the offset up to which all before is known to be durable u64
 *   padding  zeros up to a multiple of 4,096 bytes, room for a record's head at least
 * </pre>
 *
 * <p>The first edit of a file is the whole state. Every edit is synced before it takes effect and is followed by a type
 * 2 record, which is not synced. A damaged record that a type 2 record vouches for is corruption. One that none vouches
 * for is the torn tail of an edit that never took effect. The file is made longer, durably, before a record is written
 * that does not leave room for the next one's head: a file that ends in a record, or right behind one, has been cut
 * off. A file that has grown, or whose sync failed, is replaced: the state is written to {@code NAME.new}, synced,
 * renamed, and the directory synced, all of it again if that fails, or if a sync of the directory for another of its
 * names does ({@link DurableNames}).
 */
@ProviderType
public final class EditLog {

    private static final long ROTATE_BYTES = 1 << 20;
    private static final int MARK_LENGTH = EditLogLayout.RECORD_HEADER_LENGTH + Long.BYTES;

    private final Vfs files;
    private final String name;
    private final String magic;
    private final int version;
    private final long owner;
    private final String description;
    private long end;
    private long size;
    private long wholeStateEnd;
    private boolean mustRotate = true;
    /** Whether all that was read is known to be durable. */
    private boolean proven = true;

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
        this.magic = magic;
        this.version = version;
        this.owner = owner;
        this.description = description;
        if (magic.length() != EditLogLayout.MAGIC_LENGTH) {
            throw new IllegalArgumentException("a magic has " + EditLogLayout.MAGIC_LENGTH + " characters");
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
        long durable = EditLogLayout.HEADER_LENGTH;
        int offset = EditLogLayout.HEADER_LENGTH;
        int lastEditEnd = offset;
        while (true) {
            int next = EditLogLayout.recordEnd(owner, bytes, offset);
            if (next < 0) {
                if (EditLogLayout.isCutAt(bytes, offset)) {
                    throw damaged(offset, "it is cut off");
                }
                durable = Math.max(durable, EditLogLayout.laterDurableOffset(owner, bytes, offset));
                break;
            }
            byte[] content = Arrays.copyOfRange(bytes, offset + EditLogLayout.RECORD_HEADER_LENGTH, next);
            if (bytes[offset + Integer.BYTES] == EditLogLayout.EDIT) {
                edits.add(content);
                lastEditEnd = next;
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
        size = bytes.length;
        mustRotate = !EditLogLayout.isZeroFrom(bytes, offset);
        proven = durable >= lastEditEnd;
        return edits;
    }

    /**
     * Makes durable what was read, before anything is done that relies on it. A process that was killed between the
     * write and the sync of an edit left one that only the operating system has.
     *
     * @param wholeState the state as it was read, asked for if the file is replaced
     * @throws IOException if it fails
     */
    public void settle(Supplier<byte[]> wholeState) throws IOException {
        if (!proven) {
            replace(wholeState.get());
        }
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
        byte[] record = record(EditLogLayout.EDIT, edit, end);
        long newEnd = end + record.length;
        long padded = EditLogLayout.padded(newEnd + MARK_LENGTH);
        mustRotate = true;
        try (VfsFile file = files.open(name)) {
            if (padded > size) {
                file.setSize(padded);
                file.sync();
                size = padded;
            }
            file.write(end, record, 0, record.length);
            file.sync();
            end = newEnd + writeMark(file, newEnd);
        }
        mustRotate = false;
        return false;
    }

    /**
     * Replaces the file by one that has the whole state alone; it is durable when this returns.
     *
     * @param wholeState the state
     * @throws IOException if it fails; the next append replaces the file
     */
    public void rewrite(byte[] wholeState) throws IOException {
        replace(wholeState);
    }

    /**
     * Returns the format version that the header of a file names, so that it can be read by a log of that version.
     *
     * @param files the file system
     * @param name the file
     * @return its version; 0 if it has no whole header
     * @throws IOException if it cannot be read
     */
    public static int versionOf(Vfs files, String name) throws IOException {
        byte[] header = new byte[EditLogLayout.HEADER_LENGTH];
        try (VfsFile file = files.openReadOnly(name)) {
            return file.read(0, header, 0, header.length) < header.length
                    ? 0
                    : ByteBuffer.wrap(header).getInt(EditLogLayout.MAGIC_LENGTH);
        }
    }

    private void replace(byte[] wholeState) throws IOException {
        mustRotate = true;
        String newName = name + ".new";
        if (files.kind(newName) == Vfs.FileKind.FILE) {
            files.delete(newName);
        }
        byte[] state = record(EditLogLayout.EDIT, wholeState, EditLogLayout.HEADER_LENGTH);
        long stateEnd = EditLogLayout.HEADER_LENGTH + (long) state.length;
        byte[] whole = ByteBuffer.allocate(Math.toIntExact(EditLogLayout.padded(stateEnd + MARK_LENGTH)))
                .put(header())
                .put(state)
                .array();
        try (VfsFile file = files.create(newName)) {
            file.write(0, whole, 0, whole.length);
            file.sync();
        }
        DurableNames.change(files, "", () -> files.rename(newName, name));
        size = whole.length;
        // not before its name is durable too
        try (VfsFile file = files.open(name)) {
            end = stateEnd + writeMark(file, stateEnd);
        }
        wholeStateEnd = stateEnd;
        mustRotate = false;
        proven = true;
    }

    /** Leaves a note that all before an offset is durable; returns the length of the note. */
    private int writeMark(VfsFile file, long offset) throws IOException {
        byte[] mark = record(EditLogLayout.DURABLE_OFFSET, longBytes(offset), offset);
        file.write(offset, mark, 0, mark.length);
        return mark.length;
    }

    private byte[] readAll() throws IOException {
        try (VfsFile file = files.openReadOnly(name)) {
            long size = file.size();
            if (size > Integer.MAX_VALUE - 64) {
                throw damaged(0, "it is " + size + " bytes long");
            }
            return EditLogLayout.readAll(file);
        }
    }

    private void checkHeader(byte[] bytes) {
        if (bytes.length < EditLogLayout.HEADER_LENGTH) {
            throw damaged(0, "its header is cut off");
        }
        ByteBuffer header = ByteBuffer.wrap(
                bytes, EditLogLayout.MAGIC_LENGTH, EditLogLayout.HEADER_LENGTH - EditLogLayout.MAGIC_LENGTH);
        int foundVersion = header.getInt();
        long foundOwner = header.getLong();
        boolean intact = EditLogLayout.isHeaderIntact(bytes);
        if (!Arrays.equals(bytes, 0, EditLogLayout.MAGIC_LENGTH, magicBytes(), 0, EditLogLayout.MAGIC_LENGTH)
                || !intact) {
            throw damaged(0, "its header is damaged");
        }
        if (foundVersion != version) {
            throw new IncompatibleFormatException(description + " has format version " + foundVersion
                    + ", this software understands version " + version
                    + "; open it with the version that wrote it. Nothing was changed");
        }
        if (foundOwner != owner) {
            throw damaged(
                    EditLogLayout.MAGIC_LENGTH + Integer.BYTES,
                    "it belongs to number " + foundOwner + " instead of " + owner);
        }
    }

    private byte[] header() {
        ByteBuffer header = ByteBuffer.allocate(EditLogLayout.HEADER_LENGTH);
        header.put(magicBytes()).putInt(version).putLong(owner);
        header.putInt(EditLogLayout.headerCrc(header.array()));
        return header.array();
    }

    private byte[] record(byte type, byte[] payload, long offset) {
        return ByteBuffer.allocate(EditLogLayout.RECORD_HEADER_LENGTH + payload.length)
                .putInt(payload.length)
                .put(type)
                .putInt(EditLogLayout.recordCrc(owner, type, payload, 0, payload.length, offset))
                .put(payload)
                .array();
    }

    private static byte[] longBytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private CorruptionException damaged(long offset, String what) {
        return new CorruptionException(
                name,
                offset,
                description + " (the file " + name + ") is damaged at byte " + offset + ": " + what
                        + "; nothing was changed. Restore it from a backup, or salvage what is intact with"
                        + " 'allidb repair DIR INTO'",
                null);
    }

    private byte[] magicBytes() {
        return magic.getBytes(StandardCharsets.US_ASCII);
    }
}
