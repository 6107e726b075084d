package org.allidb.storage.wal.internal;

import org.allidb.storage.api.config.WalOptions;

/** The options of a log, which change while it runs. Thread-safe. */
final class LiveOptions {

    private volatile WalOptions options;

    LiveOptions(WalOptions options) {
        this.options = options;
    }

    /** Returns the options as they are now. */
    WalOptions get() {
        return options;
    }

    /** Changes the options. */
    void set(WalOptions newOptions) {
        options = newOptions;
    }
}
