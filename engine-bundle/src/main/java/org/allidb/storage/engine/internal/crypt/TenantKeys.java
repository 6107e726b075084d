package org.allidb.storage.engine.internal.crypt;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantKeyException;
import org.allidb.storage.engine.internal.crypt.MasterKeys.Wrapped;
import org.allidb.storage.kernel.editlog.DurableNames;
import org.allidb.storage.kernel.merge.ReusePool;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;

/**
 * The keys of one tenant. The one with the greatest number is current: new files and records are encrypted with it. Earlier keys stay
 * as long as something needs them. A key is durable before it is current. Thread-safe; {@link #rotate}, {@link #rewrap} and
 * {@link #retire} are called by one thread at a time.
 */
public final class TenantKeys {

    private static final int MAX_FILE = 16 << 10;

    private final TenantDescriptor tenant;
    private final Vfs files;
    private final MasterKeys masters;
    private final NavigableMap<Integer, DataKey> keys = new ConcurrentSkipListMap<>();

    private TenantKeys(TenantDescriptor tenant, Vfs files, MasterKeys masters) {
        this.tenant = tenant;
        this.files = files;
        this.masters = masters;
    }

    /**
     * Makes the first key of a tenant, durably, before the tenant exists.
     *
     * @param files the tenant's directory, as it is
     * @param now wall time in milliseconds
     */
    static TenantKeys create(TenantDescriptor tenant, Vfs files, MasterKeys masters, long now) throws IOException {
        TenantKeys made = new TenantKeys(tenant, files, masters);
        made.make(1, now);
        return made;
    }

    /**
     * Unwraps the keys of a tenant.
     *
     * @param files the directory that has the files of the keys
     * @throws TenantKeyException if one cannot be had, or there is none
     */
    static TenantKeys open(TenantDescriptor tenant, Vfs files, MasterKeys masters) throws IOException {
        TenantKeys opened = new TenantKeys(tenant, files, masters);
        try {
            for (KeyFile file : read(files)) {
                opened.keys.put(file.number(), new DataKey(file, masters.unwrap(tenant.id(), file)));
            }
        } catch (IOException | RuntimeException | Error e) {
            opened.clear();
            throw e;
        }
        if (opened.keys.isEmpty()) {
            throw new TenantKeyException(
                    tenant.id(),
                    "tenant '" + tenant.id() + "' is encrypted, and the file " + KeyFile.name(1)
                            + " with its wrapped key is missing from its directory, or the one of a later key; nothing"
                            + " was changed. Put it back from a copy or from a backup directory; without it nothing of"
                            + " the tenant can be read",
                    null);
        }
        return opened;
    }

    /** Reads the files of the keys in a directory, the earliest key first. */
    public static List<KeyFile> read(Vfs files) throws IOException {
        Map<Integer, KeyFile> found = new TreeMap<>();
        for (String name : files.list("")) {
            if (KeyFile.number(name).isPresent()) {
                found.put(KeyFile.number(name).get(), read(files, name));
            }
        }
        return List.copyOf(found.values());
    }

    /** Reads the file of a key. */
    public static KeyFile read(Vfs files, String name) throws IOException {
        byte[] bytes = new byte[MAX_FILE];
        try (VfsFile file = files.openReadOnly(name)) {
            int length = file.read(0, bytes, 0, bytes.length);
            return KeyFile.decode(Arrays.copyOf(bytes, Math.max(0, length)), name);
        }
    }

    /** Writes the file of a key, durably, in place of one of the same name. */
    public static void write(Vfs files, String directory, KeyFile key) throws IOException {
        String name = (directory.isEmpty() ? "" : directory + "/") + KeyFile.name(key.number());
        String newName = name + ".new";
        byte[] content = key.encode();
        if (files.kind(newName) == Vfs.FileKind.FILE) {
            files.delete(newName);
        }
        try (VfsFile file = files.create(newName)) {
            file.write(0, content, 0, content.length);
            file.sync();
        }
        DurableNames.change(files, directory, () -> files.rename(newName, name));
    }

    TenantId id() {
        return tenant.id();
    }

    /** Returns the generation of the tenant. */
    public long generation() {
        return tenant.generation();
    }

    Aead aead() {
        return masters.aead();
    }

    ReusePool<EncryptedInput.Buffers> buffers() {
        return masters.buffers();
    }

    /** Returns the key that new files and records are encrypted with. */
    DataKey current() {
        return keys.lastEntry().getValue();
    }

    /** Returns the number of the current key. */
    public int currentNumber() {
        return current().number();
    }

    /** Returns the wrapped forms of all keys, the earliest first. */
    public List<KeyFile> wrapped() {
        return keys.values().stream().map(DataKey::file).toList();
    }

    /**
     * Returns a key.
     *
     * @throws IOException if the tenant has none of that number
     */
    DataKey get(int number) throws IOException {
        DataKey key = keys.get(number);
        if (key == null) {
            throw new IOException(
                    "it is encrypted with key " + number + " of tenant '" + tenant.id() + "', which has no file "
                            + KeyFile.name(number) + "; put that back from a copy or a backup directory");
        }
        return key;
    }

    /** Makes a new key, which is durable and current when this returns. */
    public void rotate(long now) throws IOException {
        make(currentNumber() + 1, now);
    }

    /**
     * Wraps the keys by the master key that is configured, those that are wrapped by another one.
     *
     * @return how many were
     */
    public int rewrap() throws IOException {
        int rewrapped = 0;
        for (DataKey key : List.copyOf(keys.values())) {
            KeyFile file = key.file();
            String master = masters.masterKey(tenant.id());
            if (!file.masterKey().equals(master) || !file.provider().equals(masters.provider())) {
                KeyFile changed = file.wrappedBy(masters.wrap(tenant.id(), file.context(), key.secret()));
                requireUnwraps(changed, key.secret());
                write(files, "", changed);
                keys.put(key.number(), key.with(changed));
                rewrapped++;
            }
        }
        return rewrapped;
    }

    /** Deletes the files of keys before the current one that nothing needs. Files that are open have keys of their own. */
    public void retire(Set<Integer> needed) throws IOException {
        for (DataKey key : List.copyOf(keys.values())) {
            if (key.number() < currentNumber() && !needed.contains(key.number())) {
                try {
                    DurableNames.change(files, "", () -> files.delete(KeyFile.name(key.number())));
                } catch (NoSuchFileException e) {
                    // an attempt before this one deleted it
                }
                keys.remove(key.number());
                key.clear();
            }
        }
    }

    /** Clears the keys, when the tenant is closed. */
    void clear() {
        keys.values().forEach(DataKey::clear);
    }

    private void make(int number, long now) throws IOException {
        byte[] secret = Aead.random(Aead.KEY_BYTES);
        byte[] id = Aead.random(KeyFile.ID_BYTES);
        Wrapped wrapped = masters.wrap(tenant.id(), KeyFile.context(number, id), secret);
        KeyFile file = new KeyFile(number, id, now, wrapped.provider(), wrapped.masterKey(), wrapped.bytes());
        requireUnwraps(file, secret);
        write(files, "", file);
        // nothing uses it before this line, and it is durable
        keys.put(number, new DataKey(file, secret));
    }

    /** Checks that a wrapped key can be unwrapped again, before anything is encrypted with it. */
    private void requireUnwraps(KeyFile file, byte[] secret) {
        byte[] again = masters.unwrap(tenant.id(), file);
        if (!MessageDigest.isEqual(again, secret)) {
            throw new TenantKeyException(
                    tenant.id(),
                    "keys '" + file.provider() + "' returned another key than they have wrapped for tenant '"
                            + tenant.id() + "'; it was not used, and nothing was changed. Replace them",
                    null);
        }
        Arrays.fill(again, (byte) 0);
    }
}
