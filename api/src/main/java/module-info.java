/** What programs call. Depends on the JDK alone. */
module org.allidb.storage.api {
    requires static org.jspecify;

    exports org.allidb.storage.api;
    exports org.allidb.storage.api.access;
    exports org.allidb.storage.api.bootstrap;
    exports org.allidb.storage.api.config;
    exports org.allidb.storage.api.event;
    exports org.allidb.storage.api.statistics;
    exports org.allidb.storage.api.text;

    uses org.allidb.storage.api.bootstrap.ConfigurationReader;
    uses org.allidb.storage.api.bootstrap.StoragePlatformFactory;
    uses org.allidb.storage.api.bootstrap.StorageServerFactory;
    uses org.allidb.storage.api.bootstrap.StorageToolsFactory;
}
