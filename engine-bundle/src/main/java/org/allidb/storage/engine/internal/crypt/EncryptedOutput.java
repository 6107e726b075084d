package org.allidb.storage.engine.internal.crypt;

import java.io.IOException;
import org.allidb.storage.engine.internal.crypt.Aead.Span;
import org.allidb.storage.engine.internal.crypt.ChunkFormat.Binding;
import org.allidb.storage.engine.internal.crypt.ChunkFormat.Chunk;
import org.allidb.storage.spi.vfs.VfsFile;

/**
 * A table that is written from its beginning to its end and encrypted on the way. Its sync writes the last chunk; then it is complete, and
 * nothing can be added. Used by one thread.
 */
final class EncryptedOutput implements VfsFile {

    private static final int CHUNKS = 64;

    private final VfsFile file;
    private final String name;
    private final Aead aead;
    private final Binding binding;
    private final byte[] pending = new byte[ChunkFormat.CHUNK];
    private final byte[] stored = new byte[CHUNKS * ChunkFormat.STORED_CHUNK];
    private int pendingLength;
    private int storedLength;
    private long storedAt = ChunkFormat.HEADER;
    private long chunk;
    private boolean complete;

    EncryptedOutput(VfsFile file, String name, Aead aead, Binding binding) {
        this.file = file;
        this.name = name;
        this.aead = aead;
        this.binding = binding;
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) throws IOException {
        throw new IOException(name + " is being written and encrypted, and cannot be read before it is complete");
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) throws IOException {
        if (complete || position != size()) {
            throw new IOException(name + " is encrypted: it is written from its beginning to its end, and synced once");
        }
        for (int done = 0; done < length; ) {
            if (pendingLength == ChunkFormat.CHUNK) {
                seal(false);
            }
            int part = Math.min(length - done, ChunkFormat.CHUNK - pendingLength);
            System.arraycopy(source, offset + done, pending, pendingLength, part);
            pendingLength += part;
            done += part;
        }
    }

    @Override
    public void sync() throws IOException {
        if (!complete) {
            seal(true);
            flush();
            complete = true;
        }
        file.sync();
    }

    /** Leaves the bytes out that are no whole chunk yet: a chunk is encrypted once, because its nonce is its number. */
    @Override
    public void syncWritten() throws IOException {
        flush();
        file.sync();
    }

    @Override
    public void setSize(long size) throws IOException {
        throw new IOException(name + " is encrypted, and has the length of what is written to it");
    }

    @Override
    public long size() {
        return chunk * ChunkFormat.CHUNK + pendingLength;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void seal(boolean last) throws IOException {
        if (storedLength == stored.length) {
            flush();
        }
        new Chunk(binding, chunk, last).seal(aead, new Span(pending, 0, pendingLength), stored, storedLength);
        storedLength += pendingLength + Aead.TAG_BYTES;
        if (!last) {
            chunk++;
            pendingLength = 0;
        }
    }

    private void flush() throws IOException {
        file.write(storedAt, stored, 0, storedLength);
        storedAt += storedLength;
        storedLength = 0;
    }
}
