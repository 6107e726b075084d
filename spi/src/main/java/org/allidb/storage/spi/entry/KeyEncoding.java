package org.allidb.storage.spi.entry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Qualifier;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The encoding of a row's identity as one key whose byte order is: entity, then kind, then qualifier.
 *
 * <pre>
 *   key    = entity' 00 kind qualifier
 *   entity' = the entity's bytes, with every 00 followed by FF
 *   kind    = 01 .. 7F
 * </pre>
 *
 * A zero inside an entity is followed by {@code FF}, the one that ends it by the kind, which is smaller. So an entity
 * is before all that it is a prefix of, and all rows of an entity are contiguous. The cost over the bare bytes is two
 * bytes, and one more for each zero in the entity. No caller's entity is empty: the keys of that one are the engine's own.
 */
@ProviderType
public final class KeyEncoding {

    /** The longest encoded key in bytes. */
    public static final int MAX_KEY_LENGTH = 2 * EntityId.MAX_LENGTH + 2 + Qualifier.MAX_LENGTH;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH_01 = 0x0101_0101_0101_0101L;
    private static final long EACH_80 = 0x8080_8080_8080_8080L;

    private static final byte ESCAPE = (byte) 0xFF;
    private static final byte AFTER_KINDS = (byte) 0x80;

    private KeyEncoding() {}

    /**
     * Encodes a key.
     *
     * @param entity the entity id
     * @param kind the kind's code
     * @param qualifier the qualifier
     * @return the key in an array of its own
     */
    public static byte[] encode(byte[] entity, byte kind, byte[] qualifier) {
        byte[] key = new byte[maxLength(entity.length, qualifier.length)];
        int length = encode(entity, kind, qualifier, key);
        return length == key.length ? key : Arrays.copyOf(key, length);
    }

    /**
     * Encodes a key into an array.
     *
     * @param entity the entity id
     * @param kind the kind's code
     * @param qualifier the qualifier
     * @param key array with room for {@link #maxLength}
     * @return the length of the key in bytes
     */
    public static int encode(byte[] entity, byte kind, byte[] qualifier, byte[] key) {
        int end = escape(entity, key);
        key[end++] = 0;
        key[end++] = kind;
        System.arraycopy(qualifier, 0, key, end, qualifier.length);
        return end + qualifier.length;
    }

    /**
     * Returns the room that {@link #encode(byte[], byte, byte[], byte[])} may need.
     *
     * @param entityLength length of the entity id in bytes
     * @param qualifierLength length of the qualifier in bytes
     * @return bytes
     */
    public static int maxLength(int entityLength, int qualifierLength) {
        return 2 * entityLength + 2 + qualifierLength;
    }

    /**
     * Returns the first possible key of an entity, inclusive lower bound of all its rows.
     *
     * @param entity the entity id
     * @return the bound
     */
    public static byte[] entityStart(byte[] entity) {
        return withEnd(entity, (byte) 0, 1);
    }

    /**
     * Returns the first key after all rows of an entity.
     *
     * @param entity the entity id
     * @return the exclusive upper bound
     */
    public static byte[] entityEnd(byte[] entity) {
        return withEnd(entity, AFTER_KINDS, 2);
    }

    /**
     * Returns the key of a row that the engine keeps for itself: that of an entity without bytes, which no caller can name.
     *
     * @param code what it is for, 1 to 127
     * @return the key, before those of all callers' rows
     */
    public static byte[] hidden(int code) {
        return new byte[] {0, (byte) code};
    }

    /**
     * Returns the first possible key behind all {@link #hidden} ones, inclusive lower bound of callers' rows.
     *
     * @return the bound
     */
    public static byte[] afterHidden() {
        return new byte[] {0, AFTER_KINDS};
    }

    /**
     * Returns whether a key is a {@link #hidden} one.
     *
     * @param keys array
     * @param offset start of the key
     * @return whether the engine keeps its row for itself
     */
    public static boolean isHidden(byte[] keys, int offset) {
        return keys[offset] == 0 && keys[offset + 1] >= 0;
    }

    /**
     * Returns a bound after the keys of all entities: longer than the longest entity id, and nothing but {@code FF}.
     *
     * @return the exclusive upper bound
     */
    public static byte[] afterAllEntities() {
        byte[] end = new byte[EntityId.MAX_LENGTH + 1];
        Arrays.fill(end, ESCAPE);
        return end;
    }

    /**
     * Returns the first possible key of an entity's rows of one kind.
     *
     * @param entity the entity id
     * @param kind the kind's code, or 0x80 for the end of all kinds
     * @return the inclusive lower bound of that kind, and the exclusive upper bound of the kind before it
     */
    public static byte[] kindStart(byte[] entity, int kind) {
        return withEnd(entity, (byte) kind, 2);
    }

    /**
     * Returns the first possible key of all entities that start with a prefix.
     *
     * @param prefix first bytes of entity ids, not empty
     * @return the inclusive lower bound
     */
    public static byte[] prefixStart(byte[] prefix) {
        byte[] key = new byte[2 * prefix.length];
        return Arrays.copyOf(key, escape(prefix, key));
    }

    /**
     * Returns the first key after all entities that start with a prefix.
     *
     * @param prefix first bytes of entity ids
     * @return the exclusive upper bound; empty if there is none because every byte of the prefix is {@code FF}
     */
    public static byte[] prefixEnd(byte[] prefix) {
        return afterPrefix(prefixStart(prefix));
    }

    /**
     * Returns the first key after all keys that start with the same bytes.
     *
     * @param key first bytes of keys
     * @return the exclusive upper bound; empty if there is none because every byte is {@code FF}
     */
    public static byte[] afterPrefix(byte[] key) {
        for (int i = key.length - 1; i >= 0; i--) {
            if (key[i] != ESCAPE) {
                byte[] end = Arrays.copyOf(key, i + 1);
                end[i]++;
                return end;
            }
        }
        return new byte[0];
    }

    /**
     * Returns where the encoded entity ends: the index of the zero before the kind.
     *
     * @param key array
     * @param offset start of the key
     * @param length its length in bytes
     * @return the index in the array, or -1 if the bytes are no key
     */
    public static int entityEndIndex(byte[] key, int offset, int length) {
        int last = offset + length - 2;
        for (int i = indexOfZero(key, offset, last + 1); i <= last; i = indexOfZero(key, i + 2, last + 1)) {
            if (key[i + 1] != ESCAPE) {
                return key[i + 1] > 0 && i > offset ? i : -1;
            }
        }
        return -1;
    }

    /**
     * Decodes the entity id of a key.
     *
     * @param key array
     * @param offset start of the key
     * @param end what {@link #entityEndIndex} returned for it
     * @return the entity id in an array of its own
     */
    public static byte[] decodeEntity(byte[] key, int offset, int end) {
        byte[] entity = new byte[end - offset];
        int length = decodeEntity(key, offset, end + 2 - offset, entity, 0);
        return length == entity.length ? entity : Arrays.copyOf(entity, length);
    }

    /**
     * Decodes the entity id of a key into an array.
     *
     * @param key array
     * @param offset start of the key
     * @param length its length in bytes
     * @param target array with room for the entity id; nothing is written behind it
     * @param targetOffset where it starts there
     * @return its length in bytes
     * @throws IllegalArgumentException if nothing in these bytes ends an entity
     */
    public static int decodeEntity(byte[] key, int offset, int length, byte[] target, int targetOffset) {
        int last = offset + length - 2;
        int i = offset;
        int at = targetOffset;
        while (i <= last) {
            int words = withoutZero(key, i, last, target, at);
            i += words;
            at += words;
            for (; i <= last && key[i] != 0; i++) {
                target[at++] = key[i];
            }
            if (i <= last && key[i + 1] != ESCAPE) {
                return at - targetOffset;
            }
            if (i <= last) {
                target[at++] = 0;
            }
            i += 2;
        }
        throw new IllegalArgumentException("nothing in these bytes ends an entity");
    }

    /** Returns the first zero from an index on, eight bytes at a time; at least {@code end} if there is none before that. */
    private static int indexOfZero(byte[] bytes, int from, int end) {
        int i = from;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long word = (long) LONG.get(bytes, i);
            long zeros = word - EACH_01 & ~word & EACH_80;
            if (zeros != 0) {
                return i + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        while (i < end && bytes[i] != 0) {
            i++;
        }
        return i;
    }

    /** Copies words up to one with a zero in it; returns how many bytes those are. */
    private static int withoutZero(byte[] from, int offset, int end, byte[] to, int toOffset) {
        int most = Math.min(end - offset, to.length - toOffset) - Long.BYTES;
        int i = 0;
        for (; i <= most; i += Long.BYTES) {
            long word = (long) LONG.get(from, offset + i);
            if ((word - EACH_01 & ~word & EACH_80) != 0) {
                break;
            }
            LONG.set(to, toOffset + i, word);
        }
        return i;
    }

    private static byte[] withEnd(byte[] entity, byte kind, int endLength) {
        byte[] key = new byte[2 * entity.length + 2];
        int end = escape(entity, key);
        key[end + 1] = kind;
        return Arrays.copyOf(key, end + endLength);
    }

    private static int escape(byte[] bytes, byte[] target) {
        int i = 0;
        int end = 0;
        while (i < bytes.length) {
            int words = withoutZero(bytes, i, bytes.length, target, end);
            i += words;
            end += words;
            // the word with a zero, or what is left
            for (int stop = Math.min(i + Long.BYTES, bytes.length); i < stop; i++) {
                target[end++] = bytes[i];
                if (bytes[i] == 0) {
                    target[end++] = ESCAPE;
                }
            }
        }
        return end;
    }
}
