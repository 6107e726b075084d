package org.allidb.storage.api.config;

/** The values of {@link EncryptionOptions}, in the order of the file. */
record EncryptionValues(String provider, String masterKey, String keyPath, String passwordPath, int timeoutMs)
        implements EncryptionOptions {}
