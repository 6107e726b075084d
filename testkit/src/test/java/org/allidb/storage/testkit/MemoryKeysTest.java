package org.allidb.storage.testkit;

import org.allidb.storage.api.config.EncryptionOptions;
import org.allidb.storage.spi.keys.KeyProvider;
import org.allidb.storage.spi.keys.KeyRequest;

class MemoryKeysTest extends KeyProviderContract {

    @Override
    protected KeyProvider provider() {
        return new MemoryKeys("master");
    }

    @Override
    protected String masterKey() {
        return "master";
    }

    @Override
    protected KeyRequest request(String masterKey, byte[] context) {
        return new KeyRequest(masterKey, context, EncryptionOptions.DEFAULTS, file -> new byte[0]);
    }
}
