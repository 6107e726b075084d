package org.allidb.storage.api.config;

import org.osgi.annotation.versioning.ProviderType;

/** The encryption of tenants at rest: who has the master keys that the keys of tenants are wrapped by. */
@Section(
        value = "encryption",
        description =
                "Who has the master keys that wrap the keys of encrypted tenants. Tenants are encrypted if they are"
                        + " created so; nothing here is needed for others.")
@ProviderType
public sealed interface EncryptionOptions permits EncryptionValues {

    /** Every parameter at its default. */
    EncryptionOptions DEFAULTS = Options.defaults(EncryptionOptions.class);

    /** {@return the name of the provider of keys} */
    @Parameter(
            key = "provider",
            byDefault = "key-file",
            live = true,
            description =
                    "Provider of master keys: key-file (a text file), pkcs12 (a key store that keytool makes), or any"
                            + " installed one.")
    String provider();

    /** {@return the name of the master key for new keys of tenants} */
    @Parameter(
            key = "master_key",
            byDefault = "master",
            live = true,
            description =
                    "Name of the master key that wraps new keys of tenants; a star in it stands for the tenant's id."
                            + " Keys that are there are wrapped by it when their tenant is opened next.")
    String masterKey();

    /** {@return the file that has the master keys; {@code none} for none} */
    @Parameter(
            key = "key_path",
            byDefault = "none",
            live = true,
            description = "File with the master keys, for key-file and pkcs12; it is read whenever a key is needed.")
    String keyPath();

    /** {@return the file that has the password of the key store; {@code none} for none} */
    @Parameter(
            key = "password_path",
            byDefault = "none",
            live = true,
            description = "File whose first line is the password of the key store, for pkcs12.")
    String passwordPath();

    /** {@return how long a provider may take, in milliseconds} */
    @Parameter(
            key = "timeout_ms",
            byDefault = "10000",
            min = 1,
            max = 3_600_000,
            live = true,
            description = "Milliseconds that a provider may take to wrap or unwrap a key.")
    int timeoutMs();
}
