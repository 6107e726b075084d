package org.allidb.storage.engine.internal.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.spi.vfs.VfsLock;

/**
 * A file system of which nothing is changed: every call that would is refused. A file that was mapped can be opened
 * until this is closed, also after another process has deleted it. Thread-safe.
 */
public final class ReadOnlyVfs implements Vfs, AutoCloseable {

    private final Vfs files;
    private final String directory;
    private final Map<String, VfsFile> kept;

    /** Creates a view of a file system. */
    public ReadOnlyVfs(Vfs files) {
        this(files, "", new ConcurrentHashMap<>());
    }

    private ReadOnlyVfs(Vfs files, String directory, Map<String, VfsFile> kept) {
        this.files = files;
        this.directory = directory;
        this.kept = kept;
    }

    @Override
    public VfsFile openReadOnly(String name) throws IOException {
        VfsFile open = kept.get(directory + name);
        return open == null ? files.openReadOnly(name) : new KeptFile(open);
    }

    @Override
    public VfsFile openForRandomReads(String name) throws IOException {
        VfsFile open = kept.get(directory + name);
        return open == null ? files.openForRandomReads(name) : new KeptFile(open);
    }

    @Override
    public int readUnit(String name) {
        return files.readUnit(name);
    }

    @Override
    public MemorySegment map(String name, MapMode mode, long offset, long length, Arena arena) throws IOException {
        if (mode != MapMode.READ) {
            throw refused("mapping", name);
        }
        if (!kept.containsKey(directory + name)) {
            VfsFile open = files.openReadOnly(name);
            if (kept.putIfAbsent(directory + name, open) != null) {
                open.close();
            }
        }
        return files.map(name, mode, offset, length, arena);
    }

    @Override
    public List<String> list(String name) throws IOException {
        return files.list(name);
    }

    @Override
    public FileKind kind(String name) throws IOException {
        return files.kind(name);
    }

    @Override
    public long size(String name) throws IOException {
        VfsFile open = kept.get(directory + name);
        return open == null ? files.size(name) : open.size();
    }

    @Override
    public long usableSpace() throws IOException {
        return files.usableSpace();
    }

    @Override
    public Vfs in(String name) {
        return new ReadOnlyVfs(files.in(name), name.isEmpty() ? directory : directory + name + "/", kept);
    }

    /** Returns one of its directories, which keeps files of its own, so that they are closed with it. */
    public ReadOnlyVfs apart(String name) {
        return new ReadOnlyVfs(files.in(name));
    }

    /** Closes the files that are kept open. */
    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (VfsFile file : kept.values()) {
            try {
                file.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        kept.clear();
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public VfsFile create(String name) throws IOException {
        throw refused("creating", name);
    }

    @Override
    public VfsFile open(String name) throws IOException {
        throw refused("writing to", name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        throw refused("renaming", from);
    }

    @Override
    public void link(String existing, String link) throws IOException {
        throw refused("linking", existing);
    }

    @Override
    public void delete(String name) throws IOException {
        throw refused("deleting", name);
    }

    @Override
    public void createDirectory(String name) throws IOException {
        throw refused("creating", name);
    }

    @Override
    public void deleteDirectory(String name) throws IOException {
        throw refused("deleting", name);
    }

    @Override
    public void syncDirectory(String name) throws IOException {
        throw refused("syncing", name);
    }

    @Override
    public VfsLock lock(String name, String holder) throws IOException {
        throw refused("locking", name);
    }

    private IOException refused(String doing, String name) {
        return new IOException(doing + " " + directory + name + " is refused: the directory is open for reading only");
    }

    /** One use of a file that stays open. */
    private record KeptFile(VfsFile file) implements VfsFile {

        @Override
        public int read(long position, byte[] target, int offset, int length) throws IOException {
            return file.read(position, target, offset, length);
        }

        @Override
        public void write(long position, byte[] source, int offset, int length) throws IOException {
            file.write(position, source, offset, length);
        }

        @Override
        public void writeZeros(long from, long to) throws IOException {
            file.writeZeros(from, to);
        }

        @Override
        public void sync() throws IOException {
            file.sync();
        }

        @Override
        public void setSize(long size) throws IOException {
            file.setSize(size);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void close() {
            // it stays open
        }
    }
}
