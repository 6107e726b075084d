package org.allidb.storage.engine.internal.crypt;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import org.allidb.storage.kernel.merge.ReusePool;

/**
 * AES-256-GCM and HKDF-SHA256 of the JDK. Ciphers are kept for reuse, because making one takes longer than encrypting 4 KiB; an idle one
 * holds the last key that it was used with. Thread-safe.
 */
public final class Aead {

    /** The bytes of a key. */
    public static final int KEY_BYTES = 32;
    /** The bytes by which what is encrypted is longer. */
    public static final int TAG_BYTES = 16;

    static final int NONCE_BYTES = 12;

    private static final int TAG_BITS = 8 * TAG_BYTES;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ReusePool<Cipher> ciphers = new ReusePool<>(Aead::newCipher);

    /** Returns bytes that nothing predicts. */
    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /**
     * Derives a key from another one.
     *
     * @param secret the other key
     * @param salt random bytes that are stored beside what is encrypted
     * @param purpose what the derived key is for, so that keys of two purposes have nothing in common
     */
    static SecretKey derive(byte[] secret, byte[] salt, byte[] purpose) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "AES",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(secret)
                                    .addSalt(salt)
                                    .thenExpand(purpose, KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw impossible(e);
        }
    }

    /** Encrypts bytes; returns how many were put into the target: those of the source, and {@link #TAG_BYTES}. */
    int encrypt(SecretKey key, byte[] nonce, byte[] bound, Span from, byte[] target, int targetOffset) {
        Cipher cipher = ciphers.take();
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(bound);
            return cipher.doFinal(from.bytes(), from.offset(), from.length(), target, targetOffset);
        } catch (GeneralSecurityException e) {
            throw impossible(e);
        } finally {
            ciphers.give(cipher);
        }
    }

    /**
     * Decrypts bytes.
     *
     * @return how many were put into the target, or -1 if they are not what was encrypted with this key, nonce and bound bytes
     */
    int decrypt(SecretKey key, byte[] nonce, byte[] bound, Span from, byte[] target, int targetOffset) {
        Cipher cipher = ciphers.take();
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(bound);
            return cipher.doFinal(from.bytes(), from.offset(), from.length(), target, targetOffset);
        } catch (AEADBadTagException e) {
            Arrays.fill(target, targetOffset, targetOffset + Math.max(0, from.length() - TAG_BYTES), (byte) 0);
            return -1;
        } catch (GeneralSecurityException e) {
            throw impossible(e);
        } finally {
            ciphers.give(cipher);
        }
    }

    /**
     * A part of an array.
     *
     * @param bytes the array
     * @param offset where it begins
     * @param length its length in bytes
     */
    record Span(byte[] bytes, int offset, int length) {
        Span(byte[] bytes) {
            this(bytes, 0, bytes.length);
        }
    }

    private static Cipher newCipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw impossible(e);
        }
    }

    private static IllegalStateException impossible(GeneralSecurityException e) {
        return new IllegalStateException("this JVM has no AES-256-GCM or HKDF-SHA256 that works: " + e.getMessage(), e);
    }
}
