package org.allidb.storage.engine.internal.crypt;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.allidb.storage.api.CorruptionException;

/**
 * A wrapped key of a tenant, as it lies in the tenant's directory in the file {@code NNNNNN.key}. Big-endian:
 *
 * <pre>
 *   magic "ALLIDBKY" | version u32 = 1 | number u32 | id 16 bytes, random | created u64
 *   | provider utf | master key utf | length u32 | wrapped key | CRC32C of all before u32
 *   utf     length in bytes u16 | modified UTF-8
 * </pre>
 *
 * The wrapped key is bound to the number and the id.
 *
 * @param number the number of the key, 1 for the first one of a tenant
 * @param id random bytes that distinguish it from all other keys
 * @param createdMillis when it was created
 * @param provider the name of the provider that has the master key
 * @param masterKey the name of the master key
 * @param wrapped the wrapped key
 */
public record KeyFile(int number, byte[] id, long createdMillis, String provider, String masterKey, byte[] wrapped) {

    /** The most bytes of a wrapped key. */
    static final int MAX_WRAPPED = 4096;

    static final int ID_BYTES = 16;

    private static final byte[] MAGIC = "ALLIDBKY".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final String SUFFIX = ".key";

    /** Returns the name of the file of a key. */
    public static String name(int number) {
        return String.format("%06d%s", number, SUFFIX);
    }

    /** Returns the key whose file has that name, or empty if it is no key's name. */
    public static Optional<Integer> number(String name) {
        return name.matches("[0-9]{6}\\.key") ? Optional.of(Integer.parseInt(name.substring(0, 6))) : Optional.empty();
    }

    /** Returns whether a file that begins so is one of these. */
    public static boolean isMagic(byte[] head) {
        return head.length >= MAGIC.length && Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /** Returns the same key, wrapped by another master key. */
    KeyFile wrappedBy(MasterKeys.Wrapped other) {
        return new KeyFile(number, id, createdMillis, other.provider(), other.masterKey(), other.bytes());
    }

    /** Returns whether another file has the same key, whatever it is wrapped by. */
    public boolean isSameKey(KeyFile other) {
        return number == other.number && Arrays.equals(id, other.id);
    }

    /** Returns what the wrapped key is bound to. */
    byte[] context() {
        return context(number, id);
    }

    static byte[] context(int number, byte[] id) {
        byte[] text = ("allidb tenant key " + number + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] context = Arrays.copyOf(text, text.length + id.length);
        System.arraycopy(id, 0, context, text.length, id.length);
        return context;
    }

    /** Returns the content of the file. */
    public byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(MAGIC);
            out.writeInt(VERSION);
            out.writeInt(number);
            out.write(id);
            out.writeLong(createdMillis);
            out.writeUTF(provider);
            out.writeUTF(masterKey);
            out.writeInt(wrapped.length);
            out.write(wrapped);
            out.writeInt(crc(bytes.toByteArray(), bytes.size()));
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads the content of a file.
     *
     * @param file its name, for messages
     * @throws CorruptionException if it is damaged, or of a newer version
     */
    public static KeyFile decode(byte[] bytes, String file) {
        int length = bytes.length - Integer.BYTES;
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            boolean intact = isMagic(bytes) && in.skipBytes(MAGIC.length) == MAGIC.length && in.readInt() == VERSION;
            if (intact) {
                KeyFile key = new KeyFile(
                        in.readInt(),
                        in.readNBytes(ID_BYTES),
                        in.readLong(),
                        in.readUTF(),
                        in.readUTF(),
                        in.readNBytes(Math.clamp(in.readInt(), 0, MAX_WRAPPED)));
                if (in.available() == Integer.BYTES && in.readInt() == crc(bytes, length)) {
                    return key;
                }
            }
        } catch (IOException e) {
            // it is too short, which is damage too
        }
        throw new CorruptionException(
                file,
                0,
                "the file " + file
                        + " of a wrapped key is damaged, or a newer version of this software wrote it; nothing was"
                        + " changed. Put it back from a copy or from a backup directory, where it has the same name",
                null);
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    @Override
    public String toString() {
        return "key " + number + " (" + provider + ", " + masterKey + ")";
    }
}
