package org.allidb.storage.vfs.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsProvider;

/** A provider that opens directories of the local file system. */
public class LocalVfsProvider implements VfsProvider {

    private static final long MAX_FILE_BYTES = 16 << 20;

    /** Creates the provider. */
    public LocalVfsProvider() {}

    @Override
    public String name() {
        return "local";
    }

    @Override
    public Vfs open(Path root) throws IOException {
        Path absolute = root.toAbsolutePath().normalize();
        if (Files.isSymbolicLink(absolute)) {
            DurablePath.requireTarget(absolute);
            throw new IOException(absolute + " is a symbolic link; name the directory that it points to");
        }
        return Interruptions.shield(() -> {
            DurablePath.create(absolute);
            return existing(absolute);
        });
    }

    @Override
    public Vfs openExisting(Path root) throws IOException {
        Path absolute = root.toAbsolutePath().normalize();
        if (Files.notExists(absolute)) {
            throw new NoSuchFileException(root.toString());
        }
        return existing(absolute.toRealPath());
    }

    @Override
    public Vfs openReadOnly(Path root) throws IOException {
        Path absolute = root.toAbsolutePath().normalize();
        if (Files.notExists(absolute)) {
            throw new NoSuchFileException(root.toString());
        }
        return readable(absolute.toRealPath());
    }

    private static Vfs existing(Path absolute) throws IOException {
        Vfs files = readable(absolute);
        if (!Files.isWritable(absolute)) {
            throw new IOException(
                    absolute + " cannot be written by this user, or is mounted read-only; change that, or open it"
                            + " with StoragePlatform.openReadOnly");
        }
        return files;
    }

    private static Vfs readable(Path absolute) throws IOException {
        if (!Files.isDirectory(absolute, LinkOption.NOFOLLOW_LINKS)) {
            throw new NotDirectoryException(absolute + " is not a directory; name another one, or move the file away");
        }
        if (!Files.isReadable(absolute)) {
            throw new IOException(absolute + " cannot be read by this user; change its permissions");
        }
        return new LocalVfs(absolute.toRealPath(), new RandomReads(SystemCalls.areAvailable()));
    }

    @Override
    public byte[] readFile(Path file) throws IOException {
        return Interruptions.shield(() -> {
            long size = Files.size(file);
            if (size > MAX_FILE_BYTES) {
                throw new IOException(file + " is " + size + " bytes long, more than the " + MAX_FILE_BYTES
                        + " that such a file may have");
            }
            return Files.readAllBytes(file);
        });
    }
}
