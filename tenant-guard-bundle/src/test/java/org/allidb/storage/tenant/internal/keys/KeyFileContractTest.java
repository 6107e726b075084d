package org.allidb.storage.tenant.internal.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.allidb.storage.api.config.EncryptionOptions;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.spi.keys.KeyProvider;
import org.allidb.storage.spi.keys.KeyRequest;
import org.allidb.storage.testkit.KeyProviderContract;

class KeyFileContractTest extends KeyProviderContract {

    private static final EncryptionOptions OPTIONS =
            StorageConfiguration.DEFAULTS.with("encryption.key_path", "keys").encryption();

    @Override
    protected KeyProvider provider() {
        return new KeyFileProvider();
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
                file -> "master = MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=".getBytes(UTF_8));
    }
}
