package org.allidb.storage.engine.internal.crypt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import javax.crypto.SecretKey;
import org.allidb.storage.engine.internal.crypt.Aead.Span;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.spi.vfs.VfsFile;

/**
 * The encrypted form of a table. Big-endian:
 *
 * <pre>
 *   header  magic "ALLIDBCT" | version u32 = 1 | number of the key u32 | chunk bytes u32 = 4096 | salt 32 bytes, random
 *           | CRC32C of all before u32                                                                   56 bytes
 *   chunk   4,096 bytes, fewer in the last one, encrypted | tag 16 bytes
 * </pre>
 *
 * The key of the file is derived from the tenant's key and the salt. The nonce of a chunk is its number. With each chunk these are
 * authenticated: the generation of the tenant, the number of the table, that of the chunk, and whether it is the last one. So a
 * chunk is accepted at its place alone, and a file that was cut is noticed.
 */
final class ChunkFormat {

    static final int CHUNK = 4096;
    static final int STORED_CHUNK = CHUNK + Aead.TAG_BYTES;
    static final int HEADER = 56;

    private static final byte[] MAGIC = "ALLIDBCT".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int SALT = 32;
    private static final int SALT_AT = 20;

    private ChunkFormat() {}

    /**
     * The key of one file, and what its chunks are bound to.
     *
     * @param key the key of the file
     * @param generation the generation of the tenant whose key it is derived from
     * @param table the number of the table
     */
    record Binding(SecretKey key, long generation, long table) {}

    /** Makes the header of a new file. */
    static byte[] newHeader(int keyNumber) {
        ByteBuffer header = ByteBuffer.allocate(HEADER)
                .put(MAGIC)
                .putInt(VERSION)
                .putInt(keyNumber)
                .putInt(CHUNK)
                .put(Aead.random(SALT));
        return header.putInt(crc(header.array())).array();
    }

    /** Reads the header of a file; it is checked. */
    static byte[] readHeader(VfsFile file, String name) throws IOException {
        byte[] header = new byte[HEADER];
        int read = file.read(0, header, 0, HEADER);
        if (read == HEADER
                && isMagic(header)
                && ByteBuffer.wrap(header).getInt(HEADER - Integer.BYTES) == crc(header)) {
            int version = ByteBuffer.wrap(header).getInt(MAGIC.length);
            if (version == VERSION) {
                return header;
            }
            throw new IOException(name + " is encrypted in form " + version + ", this software understands form "
                    + VERSION + "; use the version that wrote it");
        }
        throw new DamagedTableException(name, 0, name + " does not begin as an encrypted table of this tenant does");
    }

    static boolean isMagic(byte[] head) {
        return head.length >= MAGIC.length && Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    static int keyNumber(byte[] header) {
        return ByteBuffer.wrap(header).getInt(MAGIC.length + Integer.BYTES);
    }

    static byte[] salt(byte[] header) {
        return Arrays.copyOfRange(header, SALT_AT, SALT_AT + SALT);
    }

    /** Returns the bytes that a file holds, by its own length. */
    static long plainSize(String name, long stored) throws IOException {
        long body = stored - HEADER;
        long whole = body / STORED_CHUNK;
        long rest = body % STORED_CHUNK;
        if (body < Aead.TAG_BYTES || rest != 0 && (rest < Aead.TAG_BYTES || rest == Aead.TAG_BYTES && whole > 0)) {
            throw new DamagedTableException(
                    name, stored, name + " has " + stored + " bytes, as no encrypted table has: it was cut");
        }
        return whole * CHUNK + (rest == 0 ? 0 : rest - Aead.TAG_BYTES);
    }

    /** Returns the bytes of the chunks that are there, whatever was cut. */
    static long plainSizeOfWhole(long stored) {
        long body = Math.max(0, stored - HEADER);
        long rest = body % STORED_CHUNK;
        return body / STORED_CHUNK * CHUNK + Math.max(0, rest - Aead.TAG_BYTES);
    }

    /**
     * One chunk of a file.
     *
     * @param file the file
     * @param number the number of the chunk, 0 for the first one
     * @param last whether it is the last one
     */
    record Chunk(Binding file, long number, boolean last) {

        /** Encrypts it. */
        void seal(Aead aead, Span plain, byte[] target, int offset) {
            aead.encrypt(file.key, nonce(), bound(), plain, target, offset);
        }

        /** Decrypts it; returns false if what is stored does not belong there. */
        boolean open(Aead aead, Span stored, byte[] target, int offset) {
            return aead.decrypt(file.key, nonce(), bound(), stored, target, offset) >= 0;
        }

        private byte[] nonce() {
            return ByteBuffer.allocate(Aead.NONCE_BYTES)
                    .putInt(0)
                    .putLong(number)
                    .array();
        }

        private byte[] bound() {
            return ByteBuffer.allocate(3 * Long.BYTES + 1)
                    .putLong(file.generation)
                    .putLong(file.table)
                    .putLong(number)
                    .put((byte) (last ? 1 : 0))
                    .array();
        }
    }

    private static int crc(byte[] header) {
        CRC32C crc = new CRC32C();
        crc.update(header, 0, HEADER - Integer.BYTES);
        return (int) crc.getValue();
    }
}
