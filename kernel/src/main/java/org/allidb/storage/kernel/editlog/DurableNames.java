package org.allidb.storage.kernel.editlog;

import java.io.IOException;
import org.allidb.storage.spi.vfs.Vfs;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Changes of names in a directory that are made durable. A sync of a directory that fails takes with it the names that were
 * changed before it, by all threads, and a later sync proves nothing about them. Changes may run at the same time: each of them
 * fails if a sync of its directory has failed since it began.
 *
 * <ul>
 *   <li>Threads: thread-safe. No lock is held over a change; a change waits for syncs of its own directory only.
 *   <li>Failure: the names may have changed, now or after a power cut. The change has to be made again; a sync does not repair it.
 * </ul>
 */
@ProviderType
public final class DurableNames {

    private DurableNames() {}

    /** A change of names in one directory. */
    @FunctionalInterface
    public interface Change {

        /**
         * Makes the change.
         *
         * @throws IOException if it fails
         */
        void make() throws IOException;
    }

    /**
     * Makes a change and makes it durable.
     *
     * @param files the file system
     * @param directory the directory whose names change; the empty name is the root
     * @param change creates, renames, links or deletes names in it
     * @throws IOException if the change or its sync fails, or a sync of the directory has failed meanwhile
     */
    public static void change(Vfs files, String directory, Change change) throws IOException {
        long failedBefore = files.failedSyncs(directory);
        change.make();
        sync(files, directory, failedBefore);
    }

    /**
     * Makes changes durable that began when {@link Vfs#failedSyncs} returned a number.
     *
     * @param files the file system
     * @param directory the directory whose names were changed; the empty name is the root
     * @param failedBefore how many syncs of the directory had failed before the first of the changes
     * @throws IOException if the sync fails, or another one has failed since then
     */
    public static void sync(Vfs files, String directory, long failedBefore) throws IOException {
        files.syncDirectory(directory);
        if (files.failedSyncs(directory) != failedBefore) {
            throw new IOException("another sync of the directory" + (directory.isEmpty() ? "" : " " + directory)
                    + " failed while names in it were changed; they may not be durable and are to be changed again");
        }
    }
}
