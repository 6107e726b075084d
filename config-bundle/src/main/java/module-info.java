/** Configuration files. */
module org.allidb.storage.config {
    requires org.allidb.storage.api;
    requires org.yaml.snakeyaml;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;
    requires static osgi.core;
    requires static org.osgi.service.metatype;

    uses org.allidb.storage.spi.vfs.VfsProvider;

    provides org.allidb.storage.spi.config.ConfigurationReader with
            org.allidb.storage.config.internal.YamlConfigurationReader;
}
