/** Configuration files. */
module org.allidb.storage.config {
    requires org.allidb.storage.kernel;
    requires org.yaml.snakeyaml;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;
    requires static osgi.core;
    requires static org.osgi.service.metatype;

    uses org.allidb.storage.spi.vfs.VfsProvider;

    provides org.allidb.storage.api.bootstrap.ConfigurationReader with
            org.allidb.storage.config.internal.YamlConfigurationReader;
}
