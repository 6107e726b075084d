package org.allidb.storage.semantics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import java.util.TreeMap;

/** The file of a test with master keys, for the provider {@code key-file}. */
final class MasterKeyFile {

    private final Path path;
    private final TreeMap<String, byte[]> keys = new TreeMap<>();

    MasterKeyFile(Path path, String... names) {
        this.path = path;
        for (String name : names) {
            put(name, name.hashCode());
        }
    }

    Path path() {
        return path;
    }

    /** Adds a key, or gives it other bytes. */
    void put(String name, long seed) {
        byte[] key = new byte[32];
        new Random(seed).nextBytes(key);
        keys.put(name, key);
        write();
    }

    void forget(String name) {
        keys.remove(name);
        write();
    }

    /** Returns a key as it is, to look for. */
    byte[] key(String name) {
        return keys.get(name).clone();
    }

    private void write() {
        StringBuilder text = new StringBuilder("# keys of a test\n");
        keys.forEach((name, key) -> text.append(name)
                .append(" = ")
                .append(Base64.getEncoder().encodeToString(key))
                .append('\n'));
        try {
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
