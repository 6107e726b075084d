/** The demo: a program that uses the storage as a client does, and brings a part of its own along. */
module org.allidb.storage.demo {
    requires org.allidb.storage.spi;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;
    requires static osgi.core;
}
