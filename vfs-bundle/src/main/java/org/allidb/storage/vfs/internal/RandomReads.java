package org.allidb.storage.vfs.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.allidb.storage.kernel.merge.ReusePool;
import org.allidb.storage.spi.vfs.VfsFile;

/**
 * Opens files for random reads. {@code posix_fadvise} tells the kernel of them where this module may call native code. Everywhere else the
 * kernel guesses, and reads ahead. All views of a file system share one. Thread-safe.
 */
final class RandomReads {

    private static final Logger LOG = System.getLogger(RandomReads.class.getName());

    private final boolean available;
    private final ReusePool<RandomReadFile.Buffer> buffers = new ReusePool<>(RandomReadFile.Buffer::new);
    private final AtomicBoolean toldOnce = new AtomicBoolean();

    /**
     * Creates an opener.
     *
     * @param available whether {@link SystemCalls} may be made
     */
    RandomReads(boolean available) {
        this.available = available;
    }

    /** Opens a regular file. */
    VfsFile open(Path path) throws IOException {
        if (available) {
            Descriptor descriptor = Descriptor.open(path, SystemCalls.O_RDONLY);
            // a file that cannot be opened is opened once more for the exception, which says why
            if (descriptor != null) {
                SystemCalls.advise(descriptor.number(), SystemCalls.POSIX_FADV_RANDOM);
                return new RandomReadFile(path, descriptor, buffers, SystemCalls::read);
            }
        } else if (SystemCalls.isLinux() && toldOnce.compareAndSet(false, true)) {
            LOG.log(
                    Level.INFO,
                    "there is more data than memory; reads of single rows are faster if Java is started with"
                            + " --enable-native-access=ALL-UNNAMED, or with the name of the module "
                            + "org.allidb.storage.vfs instead");
        }
        return Interruptions.shield(() -> LocalFile.open(path, true));
    }
}
