package org.allidb.storage.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.allidb.storage.spi.keys.KeyProvider;
import org.allidb.storage.spi.keys.KeyRequest;
import org.osgi.annotation.versioning.ProviderType;

/** A provider of master keys that are in memory and can be forgotten. Thread-safe. */
@ProviderType
public final class MemoryKeys implements KeyProvider {

    /** The name under which it is configured. */
    public static final String NAME = "memory-keys";

    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final Map<String, byte[]> keys = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();

    /**
     * A provider.
     *
     * @param names the names of its master keys; what is wrapped by one is unwrapped by the same name of another provider
     */
    public MemoryKeys(String... names) {
        for (String name : names) {
            put(name, name);
        }
    }

    /**
     * Adds a master key, or replaces it.
     *
     * @param name its name
     * @param seed decides what it is
     */
    public void put(String name, String seed) {
        try {
            keys.put(name, MessageDigest.getInstance("SHA-256").digest(seed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Forgets a master key.
     *
     * @param name its name
     */
    public void forget(String name) {
        keys.remove(name);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte[] wrap(KeyRequest request, byte[] key) throws IOException {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] wrapped = cipher(Cipher.ENCRYPT_MODE, request, nonce, key, 0);
        byte[] result = Arrays.copyOf(nonce, NONCE + wrapped.length);
        System.arraycopy(wrapped, 0, result, NONCE, wrapped.length);
        return result;
    }

    @Override
    public byte[] unwrap(KeyRequest request, byte[] wrapped) throws IOException {
        if (wrapped.length < NONCE) {
            throw new IOException("the wrapped key is too short");
        }
        return cipher(Cipher.DECRYPT_MODE, request, Arrays.copyOf(wrapped, NONCE), wrapped, NONCE);
    }

    private byte[] cipher(int mode, KeyRequest request, byte[] nonce, byte[] input, int offset) throws IOException {
        byte[] master = keys.get(request.masterKey());
        if (master == null) {
            throw new IOException("there is no key '" + request.masterKey() + "' in memory");
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(master, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(request.context());
            return cipher.doFinal(input, offset, input.length - offset);
        } catch (GeneralSecurityException e) {
            throw new IOException("it was wrapped by another key", e);
        }
    }
}
