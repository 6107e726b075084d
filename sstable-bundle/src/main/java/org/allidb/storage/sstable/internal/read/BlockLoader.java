package org.allidb.storage.sstable.internal.read;

import java.io.IOException;
import java.util.Arrays;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.sstable.internal.format.common.BlockHandle;
import org.allidb.storage.sstable.internal.format.common.BlockTrailer;
import org.allidb.storage.sstable.internal.format.common.TableIdentity;
import org.jspecify.annotations.Nullable;

/** A loader of blocks: copies a block to the heap, checks it and decompresses it. Thread-safe once the codec is set. */
public final class BlockLoader {

    private static final int MAX_RAW_BYTES = 1 << 30;

    private final TableBytes bytes;
    private final TableIdentity identity;
    private final Codecs codecs;
    private String codec = BlockTrailer.NO_CODEC;
    private @Nullable TableDictionary dictionary;

    /** Creates a loader for a table. */
    public BlockLoader(TableBytes bytes, TableIdentity identity, Codecs codecs) {
        this.bytes = bytes;
        this.identity = identity;
        this.codecs = codecs;
    }

    /** Sets the name of the table's codec, once it is known. */
    public void setCodec(String name) {
        codec = name;
    }

    /**
     * Sets where the dictionary of the codec is, once it is known; {@link #close} releases it.
     *
     * @param handle its block, which is empty if there is none
     * @param bindings bounds what is bound to dictionaries
     */
    public void setDictionary(BlockHandle handle, DictionaryBindings bindings) {
        dictionary =
                handle.length() == 0 ? null : new TableDictionary(codecs, bindings, bytes.name(), () -> load(handle));
    }

    /** Releases what is bound to the dictionary. */
    public void close() {
        TableDictionary bound = dictionary;
        if (bound != null) {
            bound.close();
        }
    }

    /** Loads the payload of a block as it was before compression. */
    public byte[] load(BlockHandle handle) throws IOException {
        return load(Access.SEQUENTIAL, handle);
    }

    /** Reads a block and checks it; returns its payload as it was before compression. */
    byte[] load(Access access, BlockHandle handle) throws IOException {
        checkWithin(handle);
        byte[] stored = new byte[handle.length() + BlockTrailer.BYTES];
        read(access, handle, stored);
        return payload(handle, stored, 0);
    }

    /** Reads a block that lies in the file, with its trailer; checks neither. */
    void read(Access access, BlockHandle handle, byte[] stored) throws IOException {
        bytes.read(access, handle.offset(), stored, 0, handle.length() + BlockTrailer.BYTES);
    }

    /** Checks that a block lies in the file. */
    void checkWithin(BlockHandle handle) throws DamagedTableException {
        if (!handle.isWithin(bytes.size())) {
            throw damaged(Math.clamp(handle.offset(), 0, bytes.size()), "a block lies outside of it");
        }
    }

    /**
     * Checks a block that was read; returns a copy of its payload as it was before compression.
     *
     * @param stored holds the block with its trailer
     * @param at where in it the block starts
     */
    byte[] payload(BlockHandle handle, byte[] stored, int at) throws IOException {
        int length = handle.length();
        byte[] payload = Arrays.copyOfRange(stored, at, at + length);
        return isPlain(handle, stored, at)
                ? payload
                : decompress(
                        handle,
                        payload,
                        BlockTrailer.codec(stored, at, length),
                        new byte[BlockTrailer.rawLength(stored, at, length)]);
    }

    /**
     * Checks a block that was read.
     *
     * @param stored holds the block with its trailer
     * @param at where in it the block starts
     * @return whether its payload is not compressed
     */
    boolean isPlain(BlockHandle handle, byte[] stored, int at) throws DamagedTableException {
        int length = handle.length();
        if (!BlockTrailer.isIntact(identity, handle.offset(), stored, at, length)) {
            throw damaged(handle.offset(), "the checksum of its block does not match");
        }
        int rawLength = BlockTrailer.rawLength(stored, at, length);
        boolean plain = BlockTrailer.codec(stored, at, length) == BlockTrailer.PLAIN;
        if (plain && rawLength != length) {
            throw damaged(handle.offset(), "the length of its block does not match");
        }
        if (rawLength > MAX_RAW_BYTES) {
            throw damaged(handle.offset(), "the length of its block makes no sense");
        }
        return plain;
    }

    /** Returns the exception for damage at an offset. */
    public DamagedTableException damaged(long offset, String what) {
        return new DamagedTableException(
                bytes.name(),
                offset,
                "the table " + bytes.name() + " is damaged at byte " + offset + ": " + what
                        + "; restore it from a backup, or salvage the rest with 'allidb repair DIR INTO'");
    }

    private byte[] decompress(BlockHandle handle, byte[] stored, byte kind, byte[] raw) throws IOException {
        TableDictionary used = dictionary;
        boolean dictionaries = kind == BlockTrailer.WITH_DICTIONARY;
        if (dictionaries && used == null) {
            throw damaged(handle.offset(), "its block needs a dictionary, and the table has none");
        }
        try {
            if (dictionaries && used != null) {
                used.decompress(codec, stored, raw);
            } else {
                codecs.codec(codec).decompress(stored, 0, stored.length, raw, 0, raw.length);
            }
            return raw;
        } catch (ComponentMissingException | OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw new DamagedTableException(
                    bytes.name(),
                    handle.offset(),
                    "codec '" + codec + "' cannot decode a block of the table " + bytes.name() + " at byte "
                            + handle.offset() + (dictionaries ? " with the table's dictionary" : "")
                            + " although its checksum matches: " + e
                            + "; check which version of the codec is installed");
        }
    }
}
