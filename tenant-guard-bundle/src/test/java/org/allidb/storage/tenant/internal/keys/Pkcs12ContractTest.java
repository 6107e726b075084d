package org.allidb.storage.tenant.internal.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.Objects;
import javax.crypto.spec.SecretKeySpec;
import org.allidb.storage.api.config.EncryptionOptions;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.spi.keys.KeyProvider;
import org.allidb.storage.spi.keys.KeyRequest;
import org.allidb.storage.testkit.KeyProviderContract;

class Pkcs12ContractTest extends KeyProviderContract {

    private static final EncryptionOptions OPTIONS = StorageConfiguration.DEFAULTS
            .with("encryption.key_path", "keys")
            .with("encryption.password_path", "password")
            .encryption();
    private static final String PASSWORD = "geheim";
    private static final Map<String, byte[]> FILES = Map.of("keys", store(), "password", PASSWORD.getBytes(UTF_8));

    @Override
    protected KeyProvider provider() {
        return new Pkcs12Provider();
    }

    @Override
    protected String masterKey() {
        return "master";
    }

    @Override
    protected KeyRequest request(String masterKey, byte[] context) {
        return new KeyRequest(
                masterKey,
                context,
                OPTIONS,
                file -> Objects.requireNonNull(FILES.get(file.toString())).clone());
    }

    private static byte[] store() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setEntry(
                    "master",
                    new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[32], "AES")),
                    new KeyStore.PasswordProtection(PASSWORD.toCharArray()));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            store.store(bytes, PASSWORD.toCharArray());
            return bytes.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
