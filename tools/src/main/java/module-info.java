/** The commands for a data directory that is not open. */
module org.allidb.storage.tools {
    requires info.picocli;
    requires org.allidb.storage.api;
    requires static org.jspecify;

    opens org.allidb.storage.tools to
            info.picocli;
}
