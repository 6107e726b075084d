/** The tenant guard: catalogue, directories, quotas, admission. */
module org.allidb.storage.tenant {
    requires org.allidb.storage.kernel;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;

    provides org.allidb.storage.spi.inspect.FileInspector with
            org.allidb.storage.tenant.internal.CatalogueFileInspector;
    provides org.allidb.storage.spi.keys.KeyProvider with
            org.allidb.storage.tenant.internal.keys.KeyFileProvider,
            org.allidb.storage.tenant.internal.keys.Pkcs12Provider;
    provides org.allidb.storage.spi.tenant.QuotaPolicy with
            org.allidb.storage.tenant.internal.LadderPolicy;
    provides org.allidb.storage.spi.tenant.TenantGuardProvider with
            org.allidb.storage.tenant.internal.QuotaGuardProvider;
}
