package org.allidb.storage.sstable.internal.write;

import java.io.IOException;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.sstable.internal.format.common.BlockHandle;
import org.allidb.storage.sstable.internal.format.common.BlockTrailer;
import org.allidb.storage.sstable.internal.format.common.TableHeader;
import org.allidb.storage.sstable.internal.format.common.TableIdentity;

/** The file of a table that is written, in large pieces. Used by one thread. */
final class TableOutput {

    private static final int BUFFER = 256 << 10;
    private static final byte[] ZEROS = new byte[4096];

    private final Vfs files;
    private final String name;
    private final TableIdentity identity;
    private final long piece;
    private final VfsFile file;
    private final byte[] buffer = new byte[BUFFER];
    private byte[] block = {};
    private int buffered;
    private long written;
    /** How many of them were synced. */
    private long synced;

    /**
     * Creates a file.
     *
     * @param piece from how many bytes on what was written is synced, while more follows
     */
    TableOutput(Vfs files, String name, TableIdentity identity, int version, long piece) throws IOException {
        this.files = files;
        this.name = name;
        this.identity = identity;
        this.piece = piece;
        this.file = files.create(name);
        byte[] header = TableHeader.encode(identity, version);
        raw(header, header.length);
    }

    /** Returns the bytes written so far. */
    long position() {
        return written + buffered;
    }

    /** Writes a block, compressed if that makes it smaller. */
    BlockHandle compressed(byte[] raw, BlockCompressor compressor) throws IOException {
        int room = compressor.maxLength(raw.length) + BlockTrailer.BYTES;
        if (block.length < room) {
            block = new byte[room];
        }
        int length = compressor.compress(raw, block);
        return length < 0 ? plain(raw) : finish(length, compressor.kind(), raw.length);
    }

    /** Writes a block as it is. */
    BlockHandle plain(byte[] raw) throws IOException {
        if (block.length < raw.length + BlockTrailer.BYTES) {
            block = new byte[raw.length + BlockTrailer.BYTES];
        }
        System.arraycopy(raw, 0, block, 0, raw.length);
        return finish(raw.length, BlockTrailer.PLAIN, raw.length);
    }

    /** Writes bytes without a trailer. */
    void raw(byte[] bytes, int length) throws IOException {
        if (length > BUFFER - buffered) {
            flush();
        }
        if (length > BUFFER) {
            file.write(written, bytes, 0, length);
            written(length);
        } else {
            System.arraycopy(bytes, 0, buffer, buffered, length);
            buffered += length;
        }
    }

    /** Writes zeros up to a multiple of a power of two. */
    void align(int alignment) throws IOException {
        int padding = (int) (-position() & alignment - 1);
        for (int left = padding; left > 0; left -= ZEROS.length) {
            raw(ZEROS, Math.min(left, ZEROS.length));
        }
    }

    /** Writes zeros up to where a page may start: right behind the header, or at a multiple of its size. */
    void startPage(int pageBytes) throws IOException {
        if (position() > TableHeader.BYTES) {
            align(pageBytes);
        }
    }

    /** Returns how many bytes the page that starts next may have. */
    int pageRoom(int pageBytes) {
        return position() > TableHeader.BYTES ? pageBytes : pageBytes - TableHeader.BYTES;
    }

    /** Makes all bytes durable. */
    void sync() throws IOException {
        flush();
        file.sync();
    }

    /** Closes the file, and removes one that was not finished. */
    void close(boolean remove) throws IOException {
        file.close();
        if (remove) {
            files.delete(name);
        }
    }

    private BlockHandle finish(int length, byte codec, int rawLength) throws IOException {
        BlockHandle handle = new BlockHandle(position(), length);
        BlockTrailer.write(identity, handle, block, 0, codec, rawLength);
        raw(block, length + BlockTrailer.BYTES);
        return handle;
    }

    private void flush() throws IOException {
        file.write(written, buffer, 0, buffered);
        written(buffered);
        buffered = 0;
    }

    private void written(int bytes) throws IOException {
        written += bytes;
        if (written - synced >= piece) {
            file.syncWritten();
            synced = written;
        }
    }
}
