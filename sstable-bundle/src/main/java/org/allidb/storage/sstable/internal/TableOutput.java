package org.allidb.storage.sstable.internal;

import java.io.IOException;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.sstable.internal.format.v1.BlockHandle;
import org.allidb.storage.sstable.internal.format.v1.BlockTrailer;
import org.allidb.storage.sstable.internal.format.v1.TableHeader;
import org.allidb.storage.sstable.internal.format.v1.TableIdentity;

/** Writes blocks to a file in large pieces. */
final class TableOutput {

    private static final int BUFFER = 256 << 10;
    private static final byte[] ZEROS = new byte[ExtentWriter.ALIGNMENT];

    private final Vfs files;
    private final String name;
    private final TableIdentity identity;
    private final BlockCompressor compressor;
    private final VfsFile file;
    private final byte[] buffer = new byte[BUFFER];
    private byte[] block = {};
    private int buffered;
    private long written;

    TableOutput(Vfs files, String name, TableIdentity identity, BlockCompressor compressor) throws IOException {
        this.files = files;
        this.name = name;
        this.identity = identity;
        this.compressor = compressor;
        this.file = files.create(name);
        byte[] header = TableHeader.encode(identity);
        raw(header, header.length);
    }

    long position() {
        return written + buffered;
    }

    /** Writes a block that may be compressed. */
    BlockHandle compressed(byte[] raw) throws IOException {
        int room = compressor.maxLength(raw.length) + BlockTrailer.BYTES;
        if (block.length < room) {
            block = new byte[room];
        }
        int length = compressor.compress(raw, block);
        return length < 0 ? plain(raw) : finish(length, BlockTrailer.COMPRESSED, raw.length);
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
            written += length;
        } else {
            System.arraycopy(bytes, 0, buffer, buffered, length);
            buffered += length;
        }
    }

    /** Goes on at a multiple of a power of two. */
    void align(int alignment) throws IOException {
        int padding = (int) (-position() & alignment - 1);
        raw(ZEROS, padding);
    }

    void sync() throws IOException {
        flush();
        file.sync();
    }

    void close(boolean remove) throws IOException {
        file.close();
        if (remove) {
            files.delete(name);
        }
    }

    private BlockHandle finish(int length, byte codec, int rawLength) throws IOException {
        long offset = position();
        BlockTrailer.write(identity, offset, block, 0, length, codec, rawLength);
        raw(block, length + BlockTrailer.BYTES);
        return new BlockHandle(offset, length);
    }

    private void flush() throws IOException {
        file.write(written, buffer, 0, buffered);
        written += buffered;
        buffered = 0;
    }
}
