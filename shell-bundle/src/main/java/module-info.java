/** The shell's commands. */
module org.allidb.storage.shell {
    requires com.fasterxml.jackson.core;
    requires info.picocli;
    requires org.allidb.storage.api;
    requires static com.google.errorprone.annotations;
    requires static org.apache.felix.gogo.runtime;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;
    requires static osgi.core;

    opens org.allidb.storage.shell.internal.command to
            info.picocli;
}
