package org.allidb.storage.engine.internal.feed;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.kernel.editlog.DurableDirectory;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;

/** The directory of a tenant's feed. Used by one thread at a time, but for {@link #read}. */
final class FeedFiles {

    private static final Logger LOG = System.getLogger(FeedFiles.class.getName());

    private final Vfs tenant;

    /**
     * Creates the directory's view.
     *
     * @param tenant the tenant's directory
     */
    FeedFiles(Vfs tenant) {
        this.tenant = tenant;
    }

    /** Returns the directory. It is not kept: most tenants have no feed. */
    private Vfs directory() {
        return tenant.in(TenantFeed.DIRECTORY);
    }

    /** Makes sure that the directory is there. */
    void prepare() throws IOException {
        DurableDirectory.ensure(tenant, TenantFeed.DIRECTORY);
    }

    boolean exists() throws IOException {
        return tenant.kind(TenantFeed.DIRECTORY) == Vfs.FileKind.DIRECTORY;
    }

    /** Returns the numbers of all files, ascending. */
    List<Long> numbers() throws IOException {
        List<Long> numbers = new ArrayList<>();
        if (exists()) {
            for (String name : directory().list("")) {
                FeedFile.number(name).ifPresent(numbers::add);
            }
        }
        return numbers;
    }

    /** Reads the header of a file; empty if it is not intact. */
    Optional<FeedFile> find(long number) throws IOException {
        byte[] header = new byte[FeedHeader.LENGTH];
        try (VfsFile file = directory().openReadOnly(FeedFile.name(number))) {
            long size = file.size();
            return file.read(0, header, 0, header.length) < header.length
                    ? Optional.empty()
                    : FeedHeader.decode(header).map(intact -> new FeedFile(number, intact, size));
        }
    }

    /** Creates a file, with its header. Neither its name nor its content is durable yet. */
    FeedOutput create(long number, FeedHeader header) throws IOException {
        VfsFile file = directory().create(FeedFile.name(number));
        try {
            file.write(0, header.encode(), 0, FeedHeader.LENGTH);
            return new FeedOutput(number, header, file, FeedHeader.LENGTH);
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** Opens a file to append to it behind an offset, where it is cut. */
    FeedOutput reopen(FeedFile found, long end) throws IOException {
        VfsFile file = directory().open(found.name());
        try {
            if (found.bytes() > end) {
                file.setSize(end);
            }
            return new FeedOutput(found.number(), found.header(), file, end);
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** Reads bytes of a file; returns how many, fewer than wanted at its end alone. */
    int read(long number, long offset, byte[] target, int at, int length) throws IOException {
        try (VfsFile file = directory().openReadOnly(FeedFile.name(number))) {
            return file.read(offset, target, at, length);
        }
    }

    /** Returns a reader of the records of a file that is not being appended to. */
    FeedScan scan(FeedFile file) {
        return new FeedScan(
                (offset, target, at, length) -> read(file.number(), offset, target, at, length), FeedHeader.LENGTH);
    }

    /** Deletes a file; returns whether it is gone. One that could not be deleted is tried again later. */
    boolean delete(long number) {
        try {
            if (directory().kind(FeedFile.name(number)) == Vfs.FileKind.FILE) {
                directory().delete(FeedFile.name(number));
            }
            return true;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a file of a change feed stays for now", e);
            return false;
        }
    }

    /** Makes the names durable. */
    void syncNames() throws IOException {
        directory().syncDirectory("");
    }
}
