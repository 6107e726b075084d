package org.allidb.storage.tenant.internal.keys;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.allidb.storage.spi.keys.KeyProvider;
import org.allidb.storage.spi.keys.KeyRequest;

/**
 * A provider that reads AES master keys into memory for each call. It wraps by AES-GCM with a random nonce: nonce 12 bytes, the wrapped
 * key, tag 16 bytes. A wrapped key is bound to the context of its request.
 */
abstract class AesKeyProvider implements KeyProvider {

    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Reads the master key that a request names. */
    abstract SecretKey masterKey(KeyRequest request) throws IOException;

    @Override
    public final byte[] wrap(KeyRequest request, byte[] key) throws IOException {
        SecretKey master = masterKey(request);
        byte[] nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        try {
            byte[] wrapped = cipher(Cipher.ENCRYPT_MODE, request, master, nonce).doFinal(key);
            byte[] result = Arrays.copyOf(nonce, NONCE + wrapped.length);
            System.arraycopy(wrapped, 0, result, NONCE, wrapped.length);
            return result;
        } catch (GeneralSecurityException e) {
            throw unusable(request, e);
        }
    }

    @Override
    public final byte[] unwrap(KeyRequest request, byte[] wrapped) throws IOException {
        SecretKey master = masterKey(request);
        if (wrapped.length <= NONCE) {
            throw new IOException("the wrapped key is too short");
        }
        byte[] nonce = Arrays.copyOf(wrapped, NONCE);
        try {
            return cipher(Cipher.DECRYPT_MODE, request, master, nonce).doFinal(wrapped, NONCE, wrapped.length - NONCE);
        } catch (AEADBadTagException e) {
            throw new IOException("it was wrapped by another key of this name, or changed since", e);
        } catch (GeneralSecurityException e) {
            throw unusable(request, e);
        }
    }

    private static Cipher cipher(int mode, KeyRequest request, SecretKey master, byte[] nonce)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, master, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(request.context());
        return cipher;
    }

    private static IOException unusable(KeyRequest request, GeneralSecurityException e) {
        return new IOException("the key '" + request.masterKey() + "' is no AES key that can be used ("
                + e.getClass().getSimpleName() + "); it has 128, 192 or 256 bits");
    }
}
