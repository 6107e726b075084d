package org.allidb.storage.spi.vfs;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A file system below one directory: the one door to the disk.
 *
 * <ul>
 *   <li>Names are relative paths with {@code /} between the parts; a part is 1 to 255 ASCII letters, digits, dots,
 *       hyphens and underscores, and neither {@code .} nor {@code ..}. The empty name is the root directory itself.
 *       Anything else is refused with {@link IllegalArgumentException} before the disk is touched. Symbolic links are
 *       never followed.
 *   <li>Durability is what POSIX promises and no more: file content is durable after {@link VfsFile#sync()}; a created,
 *       renamed, linked or deleted name is durable after {@link #syncDirectory(String)} of its directory.
 *   <li>Thread-safe. An interrupt of the calling thread neither fails an operation nor harms another thread's; the
 *       interrupt status is kept.
 *   <li>A full disk or a full quota is a {@link NoSpaceException}; a missing file is a
 *       {@link java.nio.file.NoSuchFileException}; an existing one a {@link java.nio.file.FileAlreadyExistsException}.
 *   <li>Decorators (a tenant's rooted and metered view, a throttled view, fault injection) implement this interface too.
 * </ul>
 */
@ConsumerType
public interface Vfs {

    /** What a name stands for. */
    enum FileKind {
        /** Nothing has this name. */
        MISSING,
        /** A regular file. */
        FILE,
        /** A directory. */
        DIRECTORY,
        /** A symbolic link, device, socket or pipe: never opened, never deleted. */
        OTHER
    }

    /** How a file is mapped. */
    enum MapMode {
        /** Read only. */
        READ,
        /** Shared read and write: what is stored is in the page cache at once. */
        READ_WRITE
    }

    /**
     * Creates a file and opens it for reading and writing.
     *
     * @param name the file; its directory must exist
     * @return the open, empty file
     * @throws IOException if it exists or cannot be created
     */
    VfsFile create(String name) throws IOException;

    /**
     * Opens an existing file for reading and writing.
     *
     * @param name the file
     * @return the open file
     * @throws IOException if it does not exist or cannot be opened
     */
    VfsFile open(String name) throws IOException;

    /**
     * Opens an existing file for reading.
     *
     * @param name the file
     * @return the open file; writing to it throws {@link IOException}
     * @throws IOException if it does not exist or cannot be opened
     */
    VfsFile openReadOnly(String name) throws IOException;

    /**
     * Opens an existing file for reading a few bytes at a time, at places that follow no order. What lies behind them is not read ahead,
     * where the operating system can be asked for that. A file is opened once more for scans.
     *
     * @param name the file
     * @return the open file; writing to it throws {@link IOException}
     * @throws IOException if it does not exist or cannot be opened
     */
    default VfsFile openForRandomReads(String name) throws IOException {
        return openReadOnly(name);
    }

    /**
     * Returns how many bytes a read of a file costs at least, however few are asked for. Where it is more than one, a reader does well to
     * read and keep what lies beside them.
     *
     * @param name the file, which need not exist
     * @return 1 if it is read byte by byte as it lies on the disk; the length of a block where each is decrypted as a whole
     */
    default int readUnit(String name) {
        return 1;
    }

    /**
     * Maps a part of a file into memory. The mapping holds no descriptor and lives until its arena is closed.
     *
     * <p>Access to a mapping whose file was truncated or whose device failed throws {@link InternalError}, possibly
     * later than where it is accessed. Until then compiled code works with what its registers held before, and may end
     * the JVM. {@link MappedMemory} reads and writes mappings without that danger. Mapped memory must be copied before
     * it is handed to a checksum, a codec or any other intrinsic or native code: some of them end the JVM.
     *
     * @param name the file
     * @param mode how
     * @param offset first byte, a multiple of 4,096
     * @param length bytes, all of them inside the file
     * @param arena owns the mapping
     * @return the mapped memory
     * @throws IOException if the file cannot be mapped
     */
    MemorySegment map(String name, MapMode mode, long offset, long length, Arena arena) throws IOException;

    /**
     * Renames a file, replacing the target if it exists, atomically.
     *
     * @param from existing file
     * @param to new name in the same file system
     * @throws IOException if it fails; then nothing has changed
     */
    void rename(String from, String to) throws IOException;

    /**
     * Gives a file a second name (a hard link).
     *
     * @param existing the file
     * @param link the new name, which must not exist
     * @throws IOException if it fails
     */
    void link(String existing, String link) throws IOException;

    /**
     * Gives a file a second name in another file system, if both are on one device (a hard link).
     *
     * @param existing the file
     * @param target the other file system
     * @param link the new name in it, which must not exist
     * @return false if these two cannot share a file, so that it has to be copied; nothing has changed then
     * @throws IOException if it fails for another reason
     */
    default boolean linkInto(String existing, Vfs target, String link) throws IOException {
        return false;
    }

    /**
     * Deletes a file.
     *
     * @param name the file
     * @throws IOException if it does not exist or cannot be deleted
     */
    void delete(String name) throws IOException;

    /**
     * Creates a directory; its parent must exist. An existing directory is left as it is.
     *
     * @param name the directory
     * @throws IOException if it cannot be created
     */
    void createDirectory(String name) throws IOException;

    /**
     * Deletes an empty directory.
     *
     * @param name the directory
     * @throws IOException if it is missing or not empty
     */
    void deleteDirectory(String name) throws IOException;

    /**
     * Lists a directory.
     *
     * @param directory the directory; the empty name lists the root
     * @return the names inside, without their directory, sorted; names that this interface would refuse are included
     * @throws IOException if it cannot be read
     */
    List<String> list(String directory) throws IOException;

    /**
     * Tells what a name stands for, without following links.
     *
     * @param name the name
     * @return what it is
     * @throws IOException if that cannot be found out
     */
    FileKind kind(String name) throws IOException;

    /**
     * Returns the length of a file.
     *
     * @param name the file
     * @return bytes
     * @throws IOException if it does not exist
     */
    long size(String name) throws IOException;

    /**
     * Makes the directory's entries durable: creations, renames, links and deletions in it.
     *
     * @param directory the directory; the empty name is the root
     * @throws IOException if it fails; a retry that succeeds proves nothing
     */
    void syncDirectory(String directory) throws IOException;

    /**
     * Counts the syncs of a directory that have failed since the file system was opened. Each of them may have taken all
     * changes of names that were made before it. A change is durable after a later sync that succeeds only if the number is
     * the same before the change and after that sync. The number grows before the sync throws,
     * and before any later sync of the directory begins.
     *
     * <p>The file system that the platform hands to its parts counts; a decorator passes the call on. One whose directories
     * are each changed by one thread at a time need not count: that thread sees the failure itself.
     *
     * @param directory the directory; the empty name is the root
     * @return the number of syncs that failed; 0 if they are not counted
     */
    default long failedSyncs(String directory) {
        return 0;
    }

    /**
     * Makes the names of this file system's root and of the directories above it durable, those that its opener may
     * have created. A process that was killed while it opened a new root may have left them not durable. So this is
     * called as long as nothing durable in the root says that it was done.
     *
     * @throws IOException if it fails; a retry that succeeds proves nothing
     */
    default void syncPath() throws IOException {
        // a root that was not created has a durable name
    }

    /**
     * Takes the lock file exclusively; it is created if missing. The lock ends with the process at the latest, and not
     * before it is closed. Other code of the process that opens and closes the lock file does not release it. An
     * interrupt of the calling thread neither fails nor releases it.
     *
     * @param name the lock file
     * @param holder one line about the holder that is written into the file for a process that finds it taken
     * @return the lock
     * @throws FileLockedException if another process or another class loader of this one holds it; carries the
     *     holder's line
     * @throws java.nio.file.AccessDeniedException if this user may not write here, or no user may
     * @throws IOException if the lock file cannot be created or written
     */
    VfsLock lock(String name, String holder) throws IOException;

    /**
     * Returns the space that can still be written here.
     *
     * @return bytes; for a tenant's file system never more than its quota leaves
     * @throws IOException if that cannot be found out
     */
    long usableSpace() throws IOException;

    /**
     * Returns the same file system seen from one of its directories: names are relative to it and cannot leave it.
     *
     * @param directory an existing or future directory
     * @return a view that shares this file system's state
     */
    Vfs in(String directory);
}
