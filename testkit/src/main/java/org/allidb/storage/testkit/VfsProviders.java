package org.allidb.storage.testkit;

import java.io.IOException;
import java.nio.file.Path;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsProvider;
import org.osgi.annotation.versioning.ProviderType;

/** Lets a platform be opened on a file system that is there already. */
@ProviderType
public final class VfsProviders {

    /** The name of the providers made here, for {@code engine.vfs}. */
    public static final String NAME = "given";

    private VfsProviders() {}

    /**
     * Returns a provider of one file system.
     *
     * @param files what it opens, whatever the directory
     * @return the provider
     */
    public static VfsProvider of(Vfs files) {
        return new Given(root -> files);
    }

    /**
     * Returns a provider of the directories of one file system, which it creates.
     *
     * @param files holds the directories
     * @return the provider
     */
    public static VfsProvider ofDirectoriesIn(Vfs files) {
        return new Given(root -> {
            files.createDirectory(root.toString());
            files.syncDirectory("");
            return files.in(root.toString());
        });
    }

    /** Opens the root for a directory. */
    private interface Roots {
        Vfs open(Path root) throws IOException;
    }

    private record Given(Roots roots) implements VfsProvider {

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Vfs open(Path root) throws IOException {
            return roots.open(root);
        }

        @Override
        public byte[] readFile(Path file) throws IOException {
            throw new IOException("there is no file " + file + " in this file system");
        }
    }
}
