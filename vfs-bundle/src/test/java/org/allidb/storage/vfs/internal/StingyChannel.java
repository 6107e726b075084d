package org.allidb.storage.vfs.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;

/** A channel that reads and writes a few bytes at a time, as a system may. */
final class StingyChannel extends FileChannel {

    private final FileChannel channel;
    private final int most;
    private final List<Asked> asked = new ArrayList<>();

    /** What a write was asked for. */
    record Asked(long from, int length) {}

    StingyChannel(FileChannel channel, int most) {
        this.channel = channel;
        this.most = most;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return piece(target, piece -> channel.read(piece, position));
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        asked.add(new Asked(position, source.remaining()));
        return piece(source, piece -> channel.write(piece, position));
    }

    /** Returns what all writes were asked for, in their order. */
    List<Asked> asked() {
        return List.copyOf(asked);
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public void force(boolean metadata) throws IOException {
        channel.force(metadata);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        channel.close();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        channel.truncate(size);
        return this;
    }

    @Override
    public int read(ByteBuffer target) {
        throw notUsed();
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        throw notUsed();
    }

    @Override
    public int write(ByteBuffer source) {
        throw notUsed();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw notUsed();
    }

    @Override
    public long position() {
        throw notUsed();
    }

    @Override
    public FileChannel position(long position) {
        throw notUsed();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw notUsed();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw notUsed();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw notUsed();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw notUsed();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw notUsed();
    }

    private interface Transfer {
        int of(ByteBuffer piece) throws IOException;
    }

    private int piece(ByteBuffer buffer, Transfer transfer) throws IOException {
        int limit = buffer.limit();
        buffer.limit(Math.min(limit, buffer.position() + most));
        try {
            return transfer.of(buffer);
        } finally {
            buffer.limit(limit);
        }
    }

    private static UnsupportedOperationException notUsed() {
        return new UnsupportedOperationException("files are read and written by position");
    }
}
