package org.allidb.storage.engine.internal.crypt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.crypto.SecretKey;

/** An unwrapped key of a tenant. Nothing is encrypted with it: keys for files and records are derived from it. Thread-safe. */
final class DataKey {

    private static final byte[] TABLE = "allidb table".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MANIFEST = "allidb manifest".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LOG = "allidb log".getBytes(StandardCharsets.US_ASCII);

    private final KeyFile file;
    private final byte[] secret;
    private final SecretKey manifest;

    DataKey(KeyFile file, byte[] secret) {
        this.file = file;
        this.secret = secret;
        this.manifest = Aead.derive(secret, file.id(), MANIFEST);
    }

    int number() {
        return file.number();
    }

    /** Returns the wrapped form. */
    KeyFile file() {
        return file;
    }

    /** Returns the same key with another wrapped form. */
    DataKey with(KeyFile otherFile) {
        return new DataKey(otherFile, secret);
    }

    byte[] secret() {
        return secret;
    }

    /** Derives the key of a table. */
    SecretKey ofTable(byte[] salt) {
        return Aead.derive(secret, salt, TABLE);
    }

    /** Derives the key of some records of the log. */
    SecretKey ofLog(byte[] salt) {
        return Aead.derive(secret, salt, LOG);
    }

    /** Returns the key of edits of the manifest. */
    SecretKey ofManifest() {
        return manifest;
    }

    /** Clears the key. */
    void clear() {
        Arrays.fill(secret, (byte) 0);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
