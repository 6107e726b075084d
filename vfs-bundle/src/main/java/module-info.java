/** The local file system, its clock and its threads. */
module org.allidb.storage.vfs {
    requires org.allidb.storage.kernel;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;

    provides org.allidb.storage.spi.vfs.VfsProvider with
            org.allidb.storage.vfs.internal.LocalVfsProvider;
    provides org.allidb.storage.spi.runtime.StorageRuntime with
            org.allidb.storage.vfs.internal.LocalRuntime;
}
