package org.allidb.storage.tenant.internal.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.allidb.storage.spi.keys.KeyRequest;

/**
 * Master keys in a text file: a line for each key, its name, an equals sign, and 32 bytes in Base64, as {@code openssl rand -base64 32}
 * makes them. Empty lines and those that begin with {@code #} mean nothing. The file is read for each call and its content cleared.
 */
public class KeyFileProvider extends AesKeyProvider {

    private static final int KEY_BYTES = 32;

    /** Creates the provider. */
    public KeyFileProvider() {}

    @Override
    public String name() {
        return "key-file";
    }

    @Override
    SecretKey masterKey(KeyRequest request) throws IOException {
        String path = request.options().keyPath();
        byte[] content = KeyPath.read(request, path, "encryption.key_path");
        try {
            byte[] value = find(content, request.masterKey());
            if (value.length == 0) {
                throw new IOException("the file " + path + " has no line '" + request.masterKey()
                        + " = ...'; add one, or set encryption.master_key to a key that it has");
            }
            return key(value, path, request.masterKey());
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static SecretKey key(byte[] value, String path, String name) throws IOException {
        byte[] key = {};
        try {
            key = Base64.getDecoder().decode(value);
            if (key.length != KEY_BYTES) {
                throw new IOException("the line '" + name + "' of the file " + path + " has " + key.length
                        + " bytes in Base64; a key has " + KEY_BYTES + ", as 'openssl rand -base64 32' makes");
            }
            return new SecretKeySpec(key, "AES");
        } catch (IllegalArgumentException e) {
            // its message may have a part of the key
            throw new IOException("the line '" + name + "' of the file " + path + " is not Base64; a key has "
                    + KEY_BYTES + " bytes in Base64, as 'openssl rand -base64 32' makes");
        } finally {
            Arrays.fill(key, (byte) 0);
            Arrays.fill(value, (byte) 0);
        }
    }

    /** Returns what stands behind the equals sign in the line of a key; empty if there is no such line. */
    private static byte[] find(byte[] content, String name) {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        int start = 0;
        while (start < content.length) {
            int end = start;
            while (end < content.length && content[end] != '\n') {
                end++;
            }
            int sign = start;
            while (sign < end && content[sign] != '=') {
                sign++;
            }
            byte[] found = trimmed(content, start, sign);
            if (sign < end && Arrays.equals(found, wanted)) {
                return trimmed(content, sign + 1, end);
            }
            start = end + 1;
        }
        return new byte[0];
    }

    private static byte[] trimmed(byte[] content, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && content[start] <= ' ' && content[start] >= 0) {
            start++;
        }
        while (start < end && content[end - 1] <= ' ' && content[end - 1] >= 0) {
            end--;
        }
        return Arrays.copyOfRange(content, start, end);
    }
}
