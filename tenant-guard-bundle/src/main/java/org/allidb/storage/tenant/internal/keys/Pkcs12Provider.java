package org.allidb.storage.tenant.internal.keys;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import javax.crypto.SecretKey;
import org.allidb.storage.spi.keys.KeyRequest;

/**
 * Master keys in a PKCS#12 key store, under their names as aliases, as {@code keytool -genseckey -keyalg AES -keysize 256 -storetype PKCS12}
 * makes them. The store and its password are read for each call.
 */
public class Pkcs12Provider extends AesKeyProvider {

    /** Creates the provider. */
    public Pkcs12Provider() {}

    @Override
    public String name() {
        return "pkcs12";
    }

    @Override
    SecretKey masterKey(KeyRequest request) throws IOException {
        String path = request.options().keyPath();
        byte[] content = KeyPath.read(request, path, "encryption.key_path");
        char[] password = password(request);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(content), password);
            Key key = store.getKey(request.masterKey(), password);
            if (key instanceof SecretKey secret) {
                return secret;
            }
            throw new IOException("the key store " + path + " has no secret key '" + request.masterKey()
                    + "'; make it with keytool -genseckey, or set encryption.master_key to one that it has");
        } catch (GeneralSecurityException e) {
            throw new IOException("the key store " + path + " cannot be opened ("
                    + e.getClass().getSimpleName() + ")");
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw new IOException("the password of encryption.password_path is not that of the key store " + path);
            }
            throw e;
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private static char[] password(KeyRequest request) throws IOException {
        byte[] content = KeyPath.read(request, request.options().passwordPath(), "encryption.password_path");
        int end = 0;
        while (end < content.length && content[end] != '\n' && content[end] != '\r') {
            end++;
        }
        CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(content, 0, end));
        char[] password = new char[decoded.remaining()];
        decoded.get(password);
        Arrays.fill(decoded.array(), '\0');
        Arrays.fill(content, (byte) 0);
        return password;
    }
}
