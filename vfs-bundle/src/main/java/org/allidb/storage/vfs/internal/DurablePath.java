package org.allidb.storage.vfs.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The directories above a root: creates them, and makes their names durable. */
final class DurablePath {

    private DurablePath() {}

    /**
     * Creates a directory for the user of this process alone, with its missing parents. Removes a directory whose name could not be made durable, because a second
     * sync would prove nothing about it.
     */
    static void create(Path directory) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path path = directory;
                path != null && !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
                path = path.getParent()) {
            missing.push(path);
        }
        for (Path path : missing) {
            try {
                if (path.equals(directory)) {
                    OwnerOnly.createDirectory(path);
                } else {
                    Files.createDirectory(path);
                }
            } catch (FileAlreadyExistsException e) {
                // another process was faster
                continue;
            } catch (IOException e) {
                throw new IOException(
                        "the directory " + path + " cannot be created: " + reason(path.getParent(), e), e);
            }
            try {
                syncParent(path);
            } catch (IOException | RuntimeException | Error e) {
                Files.deleteIfExists(path);
                throw e;
            }
        }
    }

    /**
     * Makes the names of a directory and of those above it durable, on the same device and where this user may have created
     * them.
     */
    static void sync(Path directory) throws IOException {
        Object device = device(directory);
        for (Path path = directory; path.getParent() != null; path = path.getParent()) {
            if (!device(path.getParent()).equals(device)) {
                return;
            }
            if (Files.isWritable(path.getParent())) {
                syncParent(path);
            }
        }
    }

    private static Object device(Path path) throws IOException {
        return Files.getAttribute(path, "unix:dev");
    }

    private static void syncParent(Path path) throws IOException {
        Path parent = path.getParent();
        if (parent != null) {
            try (FileChannel channel = FileChannel.open(parent, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Returns the reason of a failure, which is often a directory above the one that the operating system names. */
    private static String reason(@Nullable Path parent, IOException e) {
        for (Path path = parent; path != null; path = path.getParent()) {
            if (isDangling(path)) {
                return dangling(path);
            }
        }
        if (parent != null && Files.exists(parent) && !Files.isDirectory(parent)) {
            return parent + " is a file; name another directory, or move the file away";
        }
        if (e instanceof AccessDeniedException) {
            return "this user may not write in " + parent + "; change its permissions, or name another directory";
        }
        if (e instanceof NoSuchFileException) {
            return "its file system takes no directory there; name another one";
        }
        if (e instanceof FileSystemException told && told.getReason() != null) {
            return told.getReason();
        }
        return e.toString();
    }

    /** Refuses a link without a target. */
    static void requireTarget(Path path) throws IOException {
        if (isDangling(path)) {
            throw new IOException(dangling(path));
        }
    }

    private static boolean isDangling(Path path) {
        return Files.isSymbolicLink(path) && Files.notExists(path);
    }

    private static String dangling(Path link) {
        return link + " is a symbolic link to " + target(link)
                + ", which is not there; make that directory, or name another one";
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "a name that cannot be read";
        }
    }
}
