package org.allidb.storage.spi.keys;

import java.io.IOException;
import java.nio.file.Path;
import org.allidb.storage.api.config.EncryptionOptions;
import org.osgi.annotation.versioning.ProviderType;

/** What a {@link KeyProvider} is asked for. Immutable. */
@ProviderType
public final class KeyRequest {

    private final String masterKey;
    private final byte[] context;
    private final EncryptionOptions options;
    private final Files files;

    /** Reads files of the user's. */
    @FunctionalInterface
    @ProviderType
    public interface Files {
        /**
         * Reads a small file, wherever it is.
         *
         * @param file the file
         * @return its content
         * @throws IOException if it is missing, too large, or cannot be read
         */
        byte[] read(Path file) throws IOException;
    }

    /**
     * Creates a request.
     *
     * @param masterKey the name of the master key
     * @param context what the wrapped key is bound to
     * @param options the options in force
     * @param files reads files of the user's
     */
    public KeyRequest(String masterKey, byte[] context, EncryptionOptions options, Files files) {
        this.masterKey = masterKey;
        this.context = context.clone();
        this.options = options;
        this.files = files;
    }

    /**
     * Returns the name of the master key.
     *
     * @return the name
     */
    public String masterKey() {
        return masterKey;
    }

    /**
     * Returns what the wrapped key is bound to: unwrapping it for anything else must fail.
     *
     * @return the caller's own copy
     */
    public byte[] context() {
        return context.clone();
    }

    /**
     * Returns the section {@code encryption} of the configuration in force.
     *
     * @return the options
     */
    public EncryptionOptions options() {
        return options;
    }

    /**
     * Reads a file of the user's, such as one with keys.
     *
     * @param file the file
     * @return its content, the caller's own
     * @throws IOException if it is missing, larger than 16 MiB, or cannot be read
     */
    public byte[] read(Path file) throws IOException {
        return files.read(file);
    }

    @Override
    public String toString() {
        return "master key '" + masterKey + "'";
    }
}
