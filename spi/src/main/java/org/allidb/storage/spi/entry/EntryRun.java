package org.allidb.storage.spi.entry;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A run of consecutive entries, decoded into arrays: keys are copied, values are references into the source. The one
 * form in which entries pass between components; final, so that loops over it are monomorphic. Reusable; used by one
 * thread at a time.
 *
 * <p>An entry is given in three steps: its key, its version, its value:
 *
 * <pre>{@code
 * run.key(key, 0, key.length).version(EntryType.PUT, timestamp, sequence, 0).add(value, 0, value.length);
 * }</pre>
 */
@ProviderType
public final class EntryRun {

    /** The most entries in a run. */
    public static final int CAPACITY = 128;

    /** Bytes behind a key that is being written which hold nothing yet. */
    public static final int SPARE_BYTES = 8;

    private byte[] keys = new byte[CAPACITY * 32];
    private final int[] keyEnds = new int[CAPACITY];
    private final byte[] types = new byte[CAPACITY];
    private final long[] timestamps = new long[CAPACITY];
    private final long[] sequences = new long[CAPACITY];
    private final long[] expiries = new long[CAPACITY];
    private final byte[] @Nullable [] arrays = new byte[CAPACITY][];
    private final @Nullable ValueSource[] sources = new ValueSource[CAPACITY];
    private final long[] valueOffsets = new long[CAPACITY];
    private final int[] valueLengths = new int[CAPACITY];
    private int size;
    /** How many entries there were at most since the last {@link #release}: so many values may be referenced. */
    private int mostFilled;

    /** Creates an empty run. */
    public EntryRun() {}

    /** Removes all entries; the memory that their values are in may stay referenced until the run is filled again. */
    public void clear() {
        mostFilled = Math.max(mostFilled, size);
        size = 0;
    }

    /** Removes all entries and drops all references to their values. */
    public void release() {
        clear();
        Arrays.fill(arrays, 0, mostFilled, null);
        Arrays.fill(sources, 0, mostFilled, null);
        mostFilled = 0;
    }

    /** {@return the number of entries, from 0 to {@link #CAPACITY}} */
    public int size() {
        return size;
    }

    /**
     * Reserves room for the key of the entry that is added next; the caller writes it before the {@code add}.
     *
     * @param length length of the key in bytes
     * @return where in {@link #keys()} it starts; ask for {@link #keys()} after this call. After its end there are at
     *     least {@link #SPARE_BYTES} bytes that may be overwritten, so that keys can be copied in words
     */
    public int reserveKey(int length) {
        int start = size == 0 ? 0 : keyEnds[size - 1];
        int needed = start + length + SPARE_BYTES;
        if (keys.length < needed) {
            keys = Arrays.copyOf(keys, Math.max(2 * keys.length, needed));
        }
        keyEnds[size] = start + length;
        return start;
    }

    /**
     * Copies the key of the entry that is added next.
     *
     * @param key array
     * @param offset start of the key
     * @param length its length in bytes
     * @return this
     */
    public EntryRun key(byte[] key, int offset, int length) {
        int start = reserveKey(length);
        System.arraycopy(key, offset, keys, start, length);
        return this;
    }

    /**
     * Sets what the entry that is added next does, and when.
     *
     * @param type {@link EntryType#PUT} or {@link EntryType#DELETE}
     * @param timestamp its timestamp
     * @param sequence its sequence
     * @param expiresAt wall time in milliseconds, 0 for never
     * @return this
     */
    public EntryRun version(byte type, long timestamp, long sequence, long expiresAt) {
        types[size] = type;
        timestamps[size] = timestamp;
        sequences[size] = sequence;
        expiries[size] = expiresAt;
        return this;
    }

    /**
     * Adds the entry whose key and {@link #version} were given, with a value in a heap array.
     *
     * @param value array that holds the value
     * @param offset start of the value
     * @param length its length in bytes
     */
    public void add(byte[] value, int offset, int length) {
        setArray(value);
        finish(offset, length);
    }

    /**
     * Adds the entry whose key and {@link #version} were given, with a value in a file.
     *
     * @param value file that holds the value
     * @param offset start of the value
     * @param length its length in bytes
     */
    public void add(ValueSource value, long offset, int length) {
        setSource(value);
        finish(offset, length);
    }

    /**
     * Adds a copy of an entry of another run; the value stays where it is.
     *
     * @param source the other run
     * @param index the entry in it
     */
    public void add(EntryRun source, int index) {
        key(source.keys, source.keyOffset(index), source.keyLength(index));
        version(source.types[index], source.timestamps[index], source.sequences[index], source.expiries[index]);
        byte[] array = source.arrays[index];
        if (array != null) {
            setArray(array);
        } else {
            setSource(source.sources[index]);
        }
        finish(source.valueOffsets[index], source.valueLengths[index]);
    }

    /** {@return the array that holds all keys, valid until the next {@link #reserveKey} or {@code add}} */
    public byte[] keys() {
        return keys;
    }

    /**
     * {@return where a key begins in {@link #keys()}}
     *
     * @param index the entry
     */
    public int keyOffset(int index) {
        return index == 0 ? 0 : keyEnds[index - 1];
    }

    /**
     * {@return the length of a key in bytes}
     *
     * @param index the entry
     */
    public int keyLength(int index) {
        return keyEnds[index] - keyOffset(index);
    }

    /**
     * {@return a copy of a key}
     *
     * @param index the entry
     */
    public byte[] key(int index) {
        return Arrays.copyOfRange(keys, keyOffset(index), keyEnds[index]);
    }

    /**
     * {@return what an entry does, {@link EntryType#PUT} or {@link EntryType#DELETE}}
     *
     * @param index the entry
     */
    public byte type(int index) {
        return types[index];
    }

    /**
     * {@return the timestamp of an entry}
     *
     * @param index the entry
     */
    public long timestamp(int index) {
        return timestamps[index];
    }

    /**
     * {@return the sequence of an entry}
     *
     * @param index the entry
     */
    public long sequence(int index) {
        return sequences[index];
    }

    /**
     * {@return the wall time in milliseconds at which an entry expires, 0 for never}
     *
     * @param index the entry
     */
    public long expiresAt(int index) {
        return expiries[index];
    }

    /**
     * {@return the length of a value in bytes}
     *
     * @param index the entry
     */
    public int valueLength(int index) {
        return valueLengths[index];
    }

    /**
     * {@return the heap array in which a value begins at {@link #valueOffset}; null if it is in a {@link #valueSource}}
     *
     * @param index the entry
     */
    public byte @Nullable [] valueArray(int index) {
        return arrays[index];
    }

    /**
     * {@return the file in which a value begins at {@link #valueOffset}; null if it is in a {@link #valueArray}}
     *
     * @param index the entry
     */
    public @Nullable ValueSource valueSource(int index) {
        return sources[index];
    }

    /**
     * {@return where a value begins in its array or file}
     *
     * @param index the entry
     */
    public long valueOffset(int index) {
        return valueOffsets[index];
    }

    /**
     * Copies a value.
     *
     * @param index the entry
     * @param target array with room for the value
     * @param targetOffset where to start
     * @throws java.io.UncheckedIOException if the value lies in a file that cannot be read
     */
    public void copyValue(int index, byte[] target, int targetOffset) {
        byte[] array = arrays[index];
        if (array != null) {
            System.arraycopy(array, (int) valueOffsets[index], target, targetOffset, valueLengths[index]);
        } else {
            ValueSource source = sources[index];
            if (source != null) {
                source.copy(valueOffsets[index], target, targetOffset, valueLengths[index]);
            }
        }
    }

    /**
     * Returns a value without a copy. It may be mapped memory, see {@link ValueSource#memory()}.
     *
     * @param index the entry
     * @return read-only bytes, valid while the source is pinned
     */
    public MemorySegment value(int index) {
        byte[] array = arrays[index];
        ValueSource source = sources[index];
        MemorySegment base = array != null ? MemorySegment.ofArray(array) : source == null ? null : source.memory();
        return base == null
                ? MemorySegment.NULL
                : base.asSlice(valueOffsets[index], valueLengths[index]).asReadOnly();
    }

    /**
     * Compares the keys of two entries.
     *
     * @param index an entry of this run
     * @param other another run, or this one
     * @param otherIndex an entry of that one
     * @return negative, zero or positive as this run's key is before, equal to or after the other's
     */
    public int compareKeys(int index, EntryRun other, int otherIndex) {
        return KeyOrder.compare(
                keys,
                keyOffset(index),
                keyLength(index),
                other.keys,
                other.keyOffset(otherIndex),
                other.keyLength(otherIndex));
    }

    /** Stores an array unless it is there: neighbours share their array, and storing a reference takes time. */
    private void setArray(byte[] array) {
        if (arrays[size] != array) {
            arrays[size] = array;
        }
        if (sources[size] != null) {
            sources[size] = null;
        }
    }

    private void setSource(@Nullable ValueSource source) {
        if (sources[size] != source) {
            sources[size] = source;
        }
        if (arrays[size] != null) {
            arrays[size] = null;
        }
    }

    private void finish(long valueOffset, int valueLength) {
        valueOffsets[size] = valueOffset;
        valueLengths[size] = valueLength;
        size++;
    }
}
