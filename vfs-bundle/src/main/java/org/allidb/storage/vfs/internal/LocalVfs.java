package org.allidb.storage.vfs.internal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.spi.vfs.VfsLock;

/** A local file system below a directory. Thread-safe. */
final class LocalVfs implements Vfs {

    private final Path root;
    private final RandomReads randomReads;

    LocalVfs(Path root, RandomReads randomReads) {
        this.root = root;
        this.randomReads = randomReads;
    }

    @Override
    public VfsFile create(String name) throws IOException {
        Path path = path(name);
        return DiskErrors.translate(
                path, () -> Interruptions.shield(() -> new LocalFile(path, false, OwnerOnly.createFile(path))));
    }

    @Override
    public VfsFile open(String name) throws IOException {
        return openExisting(name, false);
    }

    @Override
    public VfsFile openReadOnly(String name) throws IOException {
        return openExisting(name, true);
    }

    @Override
    public VfsFile openForRandomReads(String name) throws IOException {
        Path path = path(name);
        refuseOther(path);
        return randomReads.open(path);
    }

    @Override
    public MemorySegment map(String name, MapMode mode, long offset, long length, Arena arena) throws IOException {
        Path path = path(name);
        refuseOther(path);
        return Interruptions.shield(() -> {
            boolean read = mode == MapMode.READ;
            OpenOption[] options = read
                    ? new OpenOption[] {StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS}
                    : new OpenOption[] {StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS};
            try (FileChannel channel = FileChannel.open(path, options)) {
                if (offset + length > channel.size()) {
                    throw new IOException(name + " is shorter than what is to be mapped: " + channel.size()
                            + " bytes instead of " + (offset + length));
                }
                return channel.map(
                        read ? FileChannel.MapMode.READ_ONLY : FileChannel.MapMode.READ_WRITE, offset, length, arena);
            }
        });
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Path source = path(from);
        refuseOther(source);
        Files.move(source, path(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void link(String existing, String link) throws IOException {
        Path source = path(existing);
        refuseOther(source);
        Files.createLink(path(link), source);
    }

    @Override
    public boolean linkInto(String existing, Vfs target, String link) throws IOException {
        if (!(target instanceof LocalVfs other)) {
            return false;
        }
        Path source = path(existing);
        refuseOther(source);
        try {
            Files.createLink(other.path(link), source);
            return true;
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            // another device, a file system without hard links, or as many links as it allows
            return false;
        }
    }

    @Override
    public void delete(String name) throws IOException {
        Path path = path(name);
        switch (kind(path)) {
            case MISSING -> throw new NoSuchFileException(name);
            case FILE -> Files.delete(path);
            case DIRECTORY, OTHER -> throw new IOException(name + " is not a file; it is left as it is");
        }
    }

    @Override
    public void createDirectory(String name) throws IOException {
        Path path = path(name);
        try {
            OwnerOnly.createDirectory(path);
        } catch (FileAlreadyExistsException e) {
            if (kind(path) != FileKind.DIRECTORY) {
                throw e;
            }
        }
    }

    @Override
    public void deleteDirectory(String name) throws IOException {
        Path path = path(name);
        if (kind(path) != FileKind.DIRECTORY) {
            throw new NotDirectoryException(name);
        }
        Files.delete(path);
    }

    @Override
    public List<String> list(String directory) throws IOException {
        Path path = path(directory);
        if (kind(path) != FileKind.DIRECTORY) {
            throw new NotDirectoryException(directory);
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public FileKind kind(String name) throws IOException {
        return kind(path(name));
    }

    @Override
    public long size(String name) throws IOException {
        return Files.readAttributes(path(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .size();
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        Path path = copy(path(directory));
        Interruptions.shield(() -> {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                channel.force(true);
            }
            return path;
        });
    }

    @Override
    public void syncPath() throws IOException {
        Interruptions.shield(() -> {
            DurablePath.sync(root);
            return root;
        });
    }

    @Override
    public VfsLock lock(String name, String holder) throws IOException {
        return LocalLock.take(path(name), holder);
    }

    @Override
    public long usableSpace() throws IOException {
        return Files.getFileStore(root).getUsableSpace();
    }

    @Override
    public Vfs in(String directory) {
        return new LocalVfs(path(directory), randomReads);
    }

    private VfsFile openExisting(String name, boolean readOnly) throws IOException {
        Path path = path(name);
        refuseOther(path);
        return Interruptions.shield(() -> LocalFile.open(path, readOnly));
    }

    private Path path(String name) {
        return FileNames.check(name).isEmpty() ? root : root.resolve(name);
    }

    /** Returns an equal path. A channel has its path keep a text, and that of the root lives as long as this. */
    private static Path copy(Path path) {
        Path name = path.getFileName();
        return name == null ? path : path.resolveSibling(name);
    }

    /** Checks the last part of a path; the guard checks the directories above, which this software creates. */
    private static void refuseOther(Path path) throws IOException {
        FileKind kind = kind(path);
        if (kind == FileKind.MISSING) {
            throw new NoSuchFileException(path.getFileName().toString());
        }
        if (kind != FileKind.FILE) {
            throw new IOException(path.getFileName() + " is no regular file; symbolic links are not followed");
        }
    }

    private static FileKind kind(Path path) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isRegularFile()) {
                return FileKind.FILE;
            }
            return attributes.isDirectory() ? FileKind.DIRECTORY : FileKind.OTHER;
        } catch (NoSuchFileException e) {
            return FileKind.MISSING;
        }
    }
}
