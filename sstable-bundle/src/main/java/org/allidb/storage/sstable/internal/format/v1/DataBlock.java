package org.allidb.storage.sstable.internal.format.v1;

import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.ValueSource;
import org.allidb.storage.sstable.internal.format.common.LittleEndian;

/**
 * A data block on the heap. The constructor checks every length once, so that reads trust them; {@link #ofHead} is for
 * blocks that come to the heap in parts.
 */
public final class DataBlock extends BlockLayout {

    private static final byte[] NO_VALUE = {};

    /**
     * Creates a block.
     *
     * @param bytes the payload, exactly
     * @throws IllegalArgumentException if they are no data block
     */
    public DataBlock(byte[] bytes) {
        this(bytes, bytes.length);
        int expected = restsAt;
        for (int i = 0; i < count; i++) {
            int rest = rest(i);
            check(rest == expected && rest + REST <= bytes.length);
            int valueLength = LittleEndian.getInt(bytes, rest + 3);
            boolean extent = (bytes[rest] & IN_EXTENT) != 0;
            long end = rest + (long) REST + moreKey(rest) + (extent ? 8 : valueLength);
            int type = bytes[rest] & 0x7F;
            check(valueLength >= 0 && end <= bytes.length && (type == EntryType.PUT || type == EntryType.DELETE));
            expected = (int) end;
        }
        check(expected == bytes.length);
    }

    /** Checks the head alone. */
    private DataBlock(byte[] bytes, int length) {
        super(bytes, length);
    }

    /**
     * Creates a block of which only the head exists. Its other bytes will exist before they are needed: first those before
     * {@link #restsAt()}, then the rests of entries. What an entry says is checked when the entry is used.
     *
     * @param bytes with room for the payload and eight bytes more; may hold anything behind the head
     * @param length of the payload
     * @throws IllegalArgumentException if it is the head of no data block
     */
    public static DataBlock ofHead(byte[] bytes, int length) {
        return new DataBlock(bytes, length);
    }

    /** Returns where the rests of the entries start. */
    public int restsAt() {
        return restsAt;
    }

    /**
     * Returns where the rest of an entry starts; the end of the block if there is no such entry.
     *
     * @throws IndexOutOfBoundsException if it is not in the block
     */
    public int restAt(int i) {
        int rest = i == count ? length : rest(i);
        if (rest < restsAt || rest > length) {
            throw new IndexOutOfBoundsException("the rest of an entry lies outside of its block");
        }
        return rest;
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public int find(byte[] key, int offset, int length) {
        return BlockSearch.find(this, key, offset, length);
    }

    @Override
    public boolean hasKey(int i, byte[] key, int offset, int length) {
        return BlockSearch.hasKey(this, i, key, offset, length);
    }

    @Override
    public byte type(int i) {
        return (byte) (bytes[rest(i)] & 0x7F);
    }

    @Override
    public boolean isInExtent(int i) {
        return bytes[rest(i)] < 0;
    }

    @Override
    public int valueLength(int i) {
        return LittleEndian.getInt(bytes, rest(i) + 3);
    }

    @Override
    public int valueOffset(int i) {
        int rest = rest(i);
        return rest + REST + moreKey(rest);
    }

    @Override
    public int entryOffset(int i) {
        return rest(i);
    }

    @Override
    public EntryRun begin(int i, EntryRun run) {
        copyKey(i, rest(i), run);
        return run.version(type(i), timestamp(i), sequence(i), expiry(i));
    }

    @Override
    public boolean addTo(EntryRun run, int i, long sequence) {
        int rest = rest(i);
        byte type = bytes[rest];
        if ((type & IN_EXTENT) != 0) {
            return false;
        }
        int suffix = copyKey(i, rest, run);
        run.version(type, timestamp(i), sequence, expiry(i))
                .add(bytes, rest + REST + Math.max(0, suffix - 8), LittleEndian.getInt(bytes, rest + 3));
        return true;
    }

    /**
     * Adds an entry of a block of {@link #ofHead} to a run, unless its value is in an extent. The value stays in the file.
     *
     * @param sequence its sequence
     * @param file the block's file
     * @param start where the block starts in it
     * @return whether it was added
     * @throws IndexOutOfBoundsException if the entry is corrupted
     */
    public boolean addTo(EntryRun run, int i, long sequence, ValueSource file, long start) {
        int rest = rest(i);
        byte type = bytes[rest];
        if ((type & IN_EXTENT) != 0) {
            return false;
        }
        int value = rest + REST + Math.max(0, copyKey(i, rest, run) - 8);
        int valueLength = LittleEndian.getInt(bytes, rest + 3);
        if (valueLength < 0 || valueLength > length - value) {
            throw new IndexOutOfBoundsException("a value lies outside of its block");
        }
        if (type == EntryType.PUT) {
            run.version(EntryType.PUT, timestamp(i), sequence, expiry(i)).add(file, start + value, valueLength);
        } else if (type == EntryType.DELETE) {
            run.version(type, timestamp(i), sequence, expiry(i)).add(NO_VALUE, 0, 0);
        } else {
            throw new IndexOutOfBoundsException("an entry is of no type");
        }
        return true;
    }

    /** Returns the key of an entry. */
    public byte[] key(int i) {
        int rest = rest(i);
        int suffix = LittleEndian.getChar(bytes, rest + 1);
        byte[] key = new byte[common + suffix];
        System.arraycopy(bytes, HEADER, key, 0, common);
        System.arraycopy(bytes, slotsAt + slot * i, key, common, Math.min(Long.BYTES, suffix));
        if (suffix > Long.BYTES) {
            System.arraycopy(bytes, rest + REST, key, common + Long.BYTES, suffix - Long.BYTES);
        }
        return key;
    }

    /** Copies the key of an entry; returns how many bytes of it follow the common prefix. */
    private int copyKey(int i, int rest, EntryRun run) {
        int suffix = LittleEndian.getChar(bytes, rest + 1);
        int at = run.reserveKey(common + suffix);
        byte[] keys = run.keys();
        copy(HEADER, keys, at, common);
        at += common;
        // the prefix is eight bytes long even if the suffix is shorter: the run has room for that
        LittleEndian.putLong(keys, at, LittleEndian.getLong(bytes, slotsAt + slot * i));
        if (suffix > 8) {
            copy(rest + REST, keys, at + 8, suffix - 8);
        }
        return suffix;
    }

    /** Copies in words, up to seven bytes beyond the end if the block has them. */
    private void copy(int from, byte[] target, int at, int length) {
        if (length > 32 || from + length + 7 > bytes.length) {
            System.arraycopy(bytes, from, target, at, length);
            return;
        }
        for (int i = 0; i < length; i += 8) {
            LittleEndian.putLong(target, at + i, LittleEndian.getLong(bytes, from + i));
        }
    }

    private int moreKey(int rest) {
        return Math.max(0, LittleEndian.getChar(bytes, rest + 1) - 8);
    }
}
