/** A page that shows the storage at work. */
module org.allidb.storage.console {
    requires com.fasterxml.jackson.core;
    requires org.allidb.storage.api;
    requires org.allidb.storage.spi;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;
    requires static osgi.core;

    provides org.allidb.storage.spi.http.HttpResource with
            org.allidb.storage.console.internal.FiguresResource,
            org.allidb.storage.console.internal.PageResource,
            org.allidb.storage.console.internal.RowsResource;
}
