package org.allidb.storage.tenant.internal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.spi.vfs.VfsLock;

/** A file system in which whatever is called {@code link} is a symbolic link. */
final class LinkedVfs implements Vfs {

    private final Vfs files;

    LinkedVfs(Vfs files) {
        this.files = files;
    }

    @Override
    public VfsFile create(String name) throws IOException {
        return files.create(name);
    }

    @Override
    public VfsFile open(String name) throws IOException {
        return files.open(name);
    }

    @Override
    public VfsFile openReadOnly(String name) throws IOException {
        return files.openReadOnly(name);
    }

    @Override
    public MemorySegment map(String name, MapMode mode, long offset, long length, Arena arena) throws IOException {
        return files.map(name, mode, offset, length, arena);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        files.rename(from, to);
    }

    @Override
    public void link(String existing, String link) throws IOException {
        files.link(existing, link);
    }

    @Override
    public void delete(String name) throws IOException {
        files.delete(name);
    }

    @Override
    public void createDirectory(String name) throws IOException {
        files.createDirectory(name);
    }

    @Override
    public void deleteDirectory(String name) throws IOException {
        files.deleteDirectory(name);
    }

    @Override
    public List<String> list(String directory) throws IOException {
        return files.list(directory);
    }

    @Override
    public FileKind kind(String name) throws IOException {
        return name.endsWith("link") ? FileKind.OTHER : files.kind(name);
    }

    @Override
    public long size(String name) throws IOException {
        return files.size(name);
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        files.syncDirectory(directory);
    }

    @Override
    public VfsLock lock(String name, String holder) throws IOException {
        return files.lock(name, holder);
    }

    @Override
    public long usableSpace() throws IOException {
        return files.usableSpace();
    }

    @Override
    public Vfs in(String directory) {
        return new LinkedVfs(files.in(directory));
    }
}
