package org.allidb.storage.engine.internal.crypt;

import java.io.IOException;
import java.util.Arrays;
import org.allidb.storage.engine.internal.crypt.Aead.Span;
import org.allidb.storage.engine.internal.crypt.ChunkFormat.Binding;
import org.allidb.storage.engine.internal.crypt.ChunkFormat.Chunk;
import org.allidb.storage.kernel.merge.ReusePool;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.spi.vfs.VfsFile;

/** An encrypted table that is read: by position, chunk by chunk. Thread-safe. */
final class EncryptedInput implements VfsFile {

    private final VfsFile file;
    private final String name;
    private final Reading reading;
    private final Binding binding;
    private final long size;
    private final long lastChunk;

    /** What a read needs beside its target; belongs to one read at a time. */
    static final class Buffers {
        private static final int CHUNKS = 16;

        private final byte[] stored = new byte[CHUNKS * ChunkFormat.STORED_CHUNK];
        private final byte[] plain = new byte[ChunkFormat.CHUNK];
    }

    /**
     * What reads of all files have in common.
     *
     * @param aead decrypts
     * @param buffers are for one read each
     * @param salvaging whether chunks that are damaged are zeros instead of an error
     */
    record Reading(Aead aead, ReusePool<Buffers> buffers, boolean salvaging) {}

    EncryptedInput(VfsFile file, String name, Reading reading, Binding binding, long size) {
        this.file = file;
        this.name = name;
        this.reading = reading;
        this.binding = binding;
        this.size = size;
        this.lastChunk = Math.max(0, size - 1) / ChunkFormat.CHUNK;
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) throws IOException {
        int wanted = (int) Math.min(length, Math.max(0, size - position));
        Buffers mine = reading.buffers().take();
        try {
            for (int done = 0; done < wanted; ) {
                done += readChunks(position + done, target, offset + done, wanted - done, mine);
            }
        } finally {
            Arrays.fill(mine.plain, (byte) 0);
            reading.buffers().give(mine);
        }
        return wanted;
    }

    /** Reads up to as many bytes as the chunks have that fit into the buffer; returns how many. */
    private int readChunks(long position, byte[] target, int offset, int length, Buffers mine) throws IOException {
        long first = position / ChunkFormat.CHUNK;
        long end = Math.min((position + length - 1) / ChunkFormat.CHUNK + 1, first + Buffers.CHUNKS);
        int stored = storedLength(first, end);
        int read = file.read(ChunkFormat.HEADER + first * ChunkFormat.STORED_CHUNK, mine.stored, 0, stored);
        if (read < stored) {
            throw damaged(first, "it was cut while it was open");
        }
        int done = 0;
        for (long number = first; number < end && done < length; number++) {
            int at = (int) (number - first) * ChunkFormat.STORED_CHUNK;
            Span chunk = new Span(mine.stored, at, storedLength(number, number + 1));
            int skipped = (int) (position + done - number * ChunkFormat.CHUNK);
            int part = Math.min(chunk.length() - Aead.TAG_BYTES - skipped, length - done);
            if (part == chunk.length() - Aead.TAG_BYTES) {
                decrypt(number, chunk, target, offset + done);
            } else {
                decrypt(number, chunk, mine.plain, 0);
                System.arraycopy(mine.plain, skipped, target, offset + done, part);
            }
            done += part;
        }
        return done;
    }

    private void decrypt(long number, Span stored, byte[] target, int offset) throws IOException {
        Chunk chunk = new Chunk(binding, number, number == lastChunk);
        // what is not intact was cleared in the target
        if (!chunk.open(reading.aead(), stored, target, offset) && !reading.salvaging()) {
            throw damaged(number, "it is not what was encrypted there with the key of the file");
        }
    }

    /** Returns how many bytes of the file some chunks take. */
    private int storedLength(long first, long end) {
        long plain = Math.min(size, end * ChunkFormat.CHUNK) - first * ChunkFormat.CHUNK;
        return (int) (plain + (end - first) * Aead.TAG_BYTES);
    }

    private DamagedTableException damaged(long chunk, String what) {
        long at = ChunkFormat.HEADER + chunk * ChunkFormat.STORED_CHUNK;
        return new DamagedTableException(
                name,
                at,
                "chunk " + chunk + " of " + name + " is damaged, or was changed: " + what
                        + "; restore the table from a backup, or salvage what is intact with 'allidb repair DIR INTO'");
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) throws IOException {
        throw new IOException(name + " is encrypted and complete; it is not changed");
    }

    @Override
    public void sync() throws IOException {
        file.sync();
    }

    @Override
    public void setSize(long newSize) throws IOException {
        throw new IOException(name + " is encrypted and complete; it is not changed");
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
