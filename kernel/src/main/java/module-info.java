/** Machinery that parts share. Programs and plug-ins never use it. */
module org.allidb.storage.kernel {
    requires transitive org.allidb.storage.spi;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;

    exports org.allidb.storage.kernel.editlog;
    exports org.allidb.storage.kernel.fairness;
    exports org.allidb.storage.kernel.merge;
    exports org.allidb.storage.kernel.simulation;
    exports org.allidb.storage.kernel.text;
}
