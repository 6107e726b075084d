package org.allidb.storage.engine.internal.disk;

import java.io.IOException;
import org.allidb.storage.spi.vfs.VfsFile;

/** A file whose changes pass a {@link Fence}; it can be read and closed behind one that is shut. */
final class FencedFile implements VfsFile {

    private final VfsFile file;
    private final Fence fence;

    FencedFile(VfsFile file, Fence fence) {
        this.file = file;
        this.fence = fence;
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) throws IOException {
        return file.read(position, target, offset, length);
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) throws IOException {
        fence.enter();
        try {
            file.write(position, source, offset, length);
        } finally {
            fence.exit();
        }
    }

    @Override
    public void writeZeros(long from, long to) throws IOException {
        fence.enter();
        try {
            file.writeZeros(from, to);
        } finally {
            fence.exit();
        }
    }

    @Override
    public void sync() throws IOException {
        fence.enter();
        try {
            file.sync();
        } finally {
            fence.exit();
        }
    }

    @Override
    public void setSize(long size) throws IOException {
        fence.enter();
        try {
            file.setSize(size);
        } finally {
            fence.exit();
        }
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
