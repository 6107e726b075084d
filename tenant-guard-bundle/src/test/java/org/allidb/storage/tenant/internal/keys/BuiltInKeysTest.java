package org.allidb.storage.tenant.internal.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.allidb.storage.api.config.EncryptionOptions;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.spi.keys.KeyProvider;
import org.allidb.storage.spi.keys.KeyRequest;
import org.junit.jupiter.api.Test;

/** What the built-in providers of keys wrap, they unwrap for the same context; what they cannot, they say, without a key. */
class BuiltInKeysTest {

    private static final String MASTER =
            Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes(UTF_8));
    private static final byte[] KEY = "the key of a tenant, 32 bytes...".getBytes(UTF_8);

    private final Map<String, byte[]> files = new HashMap<>();
    private final KeyProvider keyFile = new KeyFileProvider();
    private final KeyProvider pkcs12 = new Pkcs12Provider();

    private KeyRequest request(String master, String context) {
        EncryptionOptions options = StorageConfiguration.DEFAULTS
                .with("encryption.key_path", "keys")
                .with("encryption.password_path", "password")
                .encryption();
        return new KeyRequest(master, context.getBytes(UTF_8), options, this::read);
    }

    private byte[] read(Path file) throws IOException {
        byte[] content = files.get(file.toString());
        if (content == null) {
            throw new NoSuchFileException(file.toString());
        }
        return content.clone();
    }

    private String refusal(KeyProvider provider, String master) {
        String message = assertThrows(IOException.class, () -> provider.wrap(request(master, "a"), KEY))
                .getMessage();
        assertFalse(message.contains(MASTER.substring(0, 10)), message);
        return message;
    }

    private void store(String password, String alias, String algorithm) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setEntry(
                alias,
                new KeyStore.SecretKeyEntry(
                        new SecretKeySpec(Base64.getDecoder().decode(MASTER), algorithm)),
                new KeyStore.PasswordProtection(password.toCharArray()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store.store(bytes, password.toCharArray());
        files.put("keys", bytes.toByteArray());
    }

    private void assertRoundTrip(KeyProvider provider) throws IOException {
        byte[] wrapped = provider.wrap(request("master", "a"), KEY);
        assertArrayEquals(KEY, provider.unwrap(request("master", "a"), wrapped));
        assertFalse(Arrays.equals(wrapped, provider.wrap(request("master", "a"), KEY)), "each time with another nonce");
        assertEquals(
                "it was wrapped by another key of this name, or changed since",
                assertThrows(IOException.class, () -> provider.unwrap(request("master", "b"), wrapped))
                        .getMessage());
        wrapped[20] ^= 1;
        assertThrows(IOException.class, () -> provider.unwrap(request("master", "a"), wrapped));
        assertThrows(IOException.class, () -> provider.unwrap(request("master", "a"), new byte[3]));
    }

    @Test
    void keysOfAFileWrapAndUnwrap() throws IOException {
        files.put("keys", ("# keys\n\nother = AAAA\n  master=" + MASTER + "  \r\n").getBytes(UTF_8));
        assertRoundTrip(keyFile);
    }

    @Test
    void keysOfAKeyStoreWrapAndUnwrap() throws Exception {
        files.put("password", "geheim\n".getBytes(UTF_8));
        store("geheim", "master", "AES");
        assertRoundTrip(pkcs12);
    }

    @Test
    void whatIsWrongWithAFileIsSaidWithoutItsKeys() {
        assertEquals(
                "the file keys of encryption.key_path is missing; put it there, or mount it",
                refusal(keyFile, "master"));
        files.put(
                "keys",
                ("master " + MASTER + "\nshort = " + MASTER.substring(0, 12) + "\nno = !" + MASTER).getBytes(UTF_8));
        assertEquals(
                "the file keys has no line 'master = ...'; add one, or set encryption.master_key to a key that it has",
                refusal(keyFile, "master"));
        assertEquals(
                "the line 'short' of the file keys has 9 bytes in Base64; a key has 32, as 'openssl rand -base64 32'"
                        + " makes",
                refusal(keyFile, "short"));
        assertEquals(
                "the line 'no' of the file keys is not Base64; a key has 32 bytes in Base64, as 'openssl rand -base64"
                        + " 32' makes",
                refusal(keyFile, "no"));
        KeyRequest none = new KeyRequest("master", new byte[1], EncryptionOptions.DEFAULTS, this::read);
        assertEquals(
                "encryption.key_path = none; set it to the file that has the master key 'master'",
                assertThrows(IOException.class, () -> keyFile.wrap(none, KEY)).getMessage());
    }

    @Test
    void whatIsWrongWithAKeyStoreIsSaid() throws Exception {
        files.put("keys", new byte[] {1, 2, 3});
        assertEquals(
                "the file password of encryption.password_path is missing; put it there, or mount it",
                refusal(pkcs12, "master"));
        files.put("password", "falsch".getBytes(UTF_8));
        store("geheim", "master", "AES");
        assertEquals(
                "the password of encryption.password_path is not that of the key store keys",
                refusal(pkcs12, "master"));
        files.put("password", "geheim".getBytes(UTF_8));
        assertEquals(
                "the key store keys has no secret key 'other'; make it with keytool -genseckey, or set"
                        + " encryption.master_key to one that it has",
                refusal(pkcs12, "other"));
    }
}
