package org.allidb.storage.engine.internal.crypt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.crypto.SecretKey;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.engine.internal.crypt.Aead.Span;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts the edits of a tenant's manifest and its records in the log, if the tenant is encrypted, and leaves them as they are otherwise.
 * Big-endian:
 *
 * <pre>
 *   edit    number of the key u32 | nonce 12 bytes, random | edit, encrypted | tag 16 bytes
 *   record  number of the key u32 | last sequence u64 | salt 16 bytes, random | count u64 | batch, encrypted | tag 16 bytes
 * </pre>
 *
 * The key of a record is derived from the tenant's key and the salt, which each open of a tenant draws; the nonce is the count, which
 * grows with each record of that open. So no nonce is used twice under one key, also after a crash or a restore. What stands before
 * the encrypted part is authenticated with it, and so is the tenant's generation. Thread-safe, but for {@link Appended}.
 */
public final class RecordSeal {

    private static final int SALT = 16;
    private static final int EDIT_HEADER = Integer.BYTES + Aead.NONCE_BYTES;
    private static final int SALT_AT = Integer.BYTES + Long.BYTES;
    private static final int COUNT_AT = SALT_AT + SALT;
    private static final int RECORD_HEADER = COUNT_AT + Long.BYTES;
    private static final RecordSeal NONE = new RecordSeal(null);

    private final @Nullable TenantKeys keys;
    /** The key of the records that were read last; records of one open come one after the other. */
    private volatile @Nullable Epoch read;

    private RecordSeal(@Nullable TenantKeys keys) {
        this.keys = keys;
    }

    private record Epoch(int key, byte[] salt, SecretKey derived) {
        boolean is(int otherKey, byte[] otherSalt) {
            return key == otherKey && Arrays.equals(salt, otherSalt);
        }
    }

    /** Returns what encrypts the records of a tenant that is open. */
    public static RecordSeal of(TenantAccess access) {
        return access instanceof EncryptedAccess encrypted ? new RecordSeal(encrypted.keys()) : NONE;
    }

    /** Returns what encrypts with the keys of a tenant. */
    public static RecordSeal of(TenantKeys keys) {
        return new RecordSeal(keys);
    }

    /** Returns what leaves records as they are. */
    public static RecordSeal none() {
        return NONE;
    }

    /** Returns whether records are left as they are. */
    public boolean isNone() {
        return keys == null;
    }

    /** Returns the number of the key that an edit is encrypted with now; 0 if edits are left as they are. */
    public int currentKey() {
        return keys == null ? 0 : keys.currentNumber();
    }

    // ------------------------------------------------------------ edits of the manifest

    /** Encrypts an edit. */
    public byte[] sealEdit(byte[] edit) {
        TenantKeys with = keys;
        if (with == null) {
            return edit;
        }
        DataKey key = with.current();
        byte[] nonce = Aead.random(Aead.NONCE_BYTES);
        byte[] sealed = ByteBuffer.allocate(EDIT_HEADER + edit.length + Aead.TAG_BYTES)
                .putInt(key.number())
                .put(nonce)
                .array();
        byte[] bound = bound(with, key.number(), 0);
        with.aead().encrypt(key.ofManifest(), nonce, bound, new Span(edit), sealed, EDIT_HEADER);
        return sealed;
    }

    /** Returns the number of the key of an encrypted edit; 0 if edits are left as they are. */
    public int keyOfEdit(byte[] sealed) {
        return keys == null || sealed.length < Integer.BYTES
                ? 0
                : ByteBuffer.wrap(sealed).getInt();
    }

    /**
     * Decrypts an edit.
     *
     * @throws IOException if it is too short, its key is missing, or it is not what was encrypted
     */
    public byte[] openEdit(byte[] sealed) throws IOException {
        TenantKeys with = keys;
        if (with == null) {
            return sealed;
        }
        int length = sealed.length - EDIT_HEADER - Aead.TAG_BYTES;
        if (length < 0) {
            throw new IOException("an encrypted edit of the manifest of tenant '" + with.id() + "' is too short");
        }
        DataKey key = with.get(ByteBuffer.wrap(sealed).getInt());
        byte[] nonce = Arrays.copyOfRange(sealed, Integer.BYTES, EDIT_HEADER);
        byte[] edit = new byte[length];
        Span span = new Span(sealed, EDIT_HEADER, sealed.length - EDIT_HEADER);
        if (with.aead().decrypt(key.ofManifest(), nonce, bound(with, key.number(), 0), span, edit, 0) < 0) {
            throw new IOException("an edit of the manifest of tenant '" + with.id()
                    + "' is not what was encrypted with its key " + key.number() + ": it was changed");
        }
        return edit;
    }

    // ------------------------------------------------------------ records of the log

    /** Returns what encrypts the records that are appended from now on. */
    public Appended appended() {
        return new Appended(keys);
    }

    /** The encrypted form of the batch that is appended, and the key that belongs to it. Used under the tenant's write lock. */
    public static final class Appended {

        private final @Nullable TenantKeys keys;
        private @Nullable DataKey key;
        private @Nullable SecretKey derived;
        private int keyNumber;
        private byte[] salt = {};
        private long count;
        private byte[] bytes = {};
        private int length;

        private Appended(@Nullable TenantKeys keys) {
            this.keys = keys;
        }

        /** Takes a batch that is sealed, until the next one. */
        public void take(EntryBatch batch) throws IOException {
            TenantKeys with = keys;
            if (with == null) {
                bytes = batch.bytes();
                length = batch.length();
                return;
            }
            if (batch.length() > EntryBatch.MAX_LENGTH - RECORD_HEADER - Aead.TAG_BYTES) {
                throw new IOException("a batch of " + batch.length() + " bytes is too large to be encrypted; write a"
                        + " smaller one");
            }
            SecretKey epoch = derive(with);
            length = RECORD_HEADER + batch.length() + Aead.TAG_BYTES;
            if (bytes.length < length) {
                bytes = new byte[Math.max(length, Math.min(2 * bytes.length, 1 << 20))];
            }
            int number = keyNumber;
            ByteBuffer.wrap(bytes)
                    .putInt(number)
                    .putLong(batch.lastSequence())
                    .put(salt)
                    .putLong(count);
            byte[] bound = bound(with, number, batch.lastSequence());
            with.aead()
                    .encrypt(
                            epoch,
                            nonce(count),
                            bound,
                            new Span(batch.bytes(), 0, batch.length()),
                            bytes,
                            RECORD_HEADER);
            count++;
        }

        /** Returns the array that holds the record from index 0 on. */
        public byte[] bytes() {
            return bytes;
        }

        /** Returns the length of the record. */
        public int length() {
            return length;
        }

        /** Returns the number of the key that it is encrypted with; 0 if it is left as it is. */
        public int keyNumber() {
            return keyNumber;
        }

        /** Returns the key of the records that are appended, a new one if the tenant's has changed. */
        private SecretKey derive(TenantKeys with) {
            DataKey current = with.current();
            SecretKey epoch = derived;
            if (epoch == null || key != current) {
                salt = Aead.random(SALT);
                epoch = current.ofLog(salt);
                derived = epoch;
                key = current;
                keyNumber = current.number();
                count = 0;
            }
            return epoch;
        }
    }

    /** Returns the number of the key of a record; 0 if records are left as they are. */
    public int keyOf(byte[] record, int offset) {
        return keys == null ? 0 : ByteBuffer.wrap(record).getInt(offset);
    }

    /**
     * Returns the last sequence of a record, without its key.
     *
     * @throws IllegalArgumentException if it is no record
     */
    public long lastSequence(byte[] record, int offset, int length) {
        if (keys == null) {
            return EntryBatch.parse(record, offset, length).lastSequence();
        }
        checkLength(length);
        return ByteBuffer.wrap(record, offset, length).getLong(offset + Integer.BYTES);
    }

    /**
     * Decrypts a record.
     *
     * @throws CorruptionException if it is not what was encrypted
     * @throws IOException if its key is missing
     * @throws IllegalArgumentException if it is no record
     */
    public EntryBatch open(byte[] record, int offset, int length) throws IOException {
        TenantKeys with = keys;
        if (with == null) {
            return EntryBatch.parse(record, offset, length);
        }
        checkLength(length);
        ByteBuffer header = ByteBuffer.wrap(record, offset, length);
        int number = header.getInt();
        long last = header.getLong();
        byte[] salt = new byte[SALT];
        header.get(salt);
        long count = header.getLong();
        byte[] batch = new byte[length - RECORD_HEADER - Aead.TAG_BYTES];
        Span span = new Span(record, offset + RECORD_HEADER, length - RECORD_HEADER);
        byte[] bound = bound(with, number, last);
        if (with.aead().decrypt(derived(with, number, salt), nonce(count), bound, span, batch, 0) < 0) {
            throw changed(with.id());
        }
        return EntryBatch.parse(batch, 0, batch.length);
    }

    private SecretKey derived(TenantKeys with, int number, byte[] salt) throws IOException {
        Epoch epoch = read;
        if (epoch == null || !epoch.is(number, salt)) {
            epoch = new Epoch(number, salt, with.get(number).ofLog(salt));
            read = epoch;
        }
        return epoch.derived;
    }

    private static void checkLength(int length) {
        if (length < RECORD_HEADER + Aead.TAG_BYTES) {
            throw new IllegalArgumentException(
                    "an encrypted record of " + length + " bytes is shorter than its header");
        }
    }

    private static CorruptionException changed(TenantId tenant) {
        return new CorruptionException(
                "wal",
                0,
                "a record of tenant '" + tenant
                        + "' in the log is not what was encrypted with its key: it was changed, or the key is another"
                        + " one. Nothing was changed; restore the log or the tenant from a backup, or salvage what is"
                        + " intact with 'allidb repair DIR INTO'",
                null);
    }

    private static byte[] nonce(long count) {
        return ByteBuffer.allocate(Aead.NONCE_BYTES).putInt(0).putLong(count).array();
    }

    private static byte[] bound(TenantKeys keys, int key, long sequence) {
        return ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES)
                .putLong(keys.generation())
                .putInt(key)
                .putLong(sequence)
                .array();
    }
}
