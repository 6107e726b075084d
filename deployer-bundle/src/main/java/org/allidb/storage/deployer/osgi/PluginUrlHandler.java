package org.allidb.storage.deployer.osgi;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import org.allidb.storage.deployer.internal.PluginJar;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.url.AbstractURLStreamHandlerService;
import org.osgi.service.url.URLConstants;
import org.osgi.service.url.URLStreamHandlerService;

/** A handler of addresses {@code allidb-plugin:<address of a plain jar>}, which reads the jar as a bundle. */
@Component(
        service = URLStreamHandlerService.class,
        property = URLConstants.URL_HANDLER_PROTOCOL + "=" + PluginUrlHandler.PROTOCOL)
public final class PluginUrlHandler extends AbstractURLStreamHandlerService {

    /** The protocol of the addresses. */
    static final String PROTOCOL = "allidb-plugin";

    /** Called by the container. */
    public PluginUrlHandler() {}

    @Override
    public URLConnection openConnection(URL address) {
        return new PluginConnection(address);
    }

    private static final class PluginConnection extends URLConnection {

        PluginConnection(URL address) {
            super(address);
        }

        @Override
        public void connect() {
            // nothing is held open
        }

        @Override
        public InputStream getInputStream() throws IOException {
            String jar = url.toString().substring(PROTOCOL.length() + 1);
            String path = URI.create(jar).getPath();
            try (InputStream content = URI.create(jar).toURL().openStream()) {
                return PluginJar.toBundle(path.substring(path.lastIndexOf('/') + 1), content);
            }
        }
    }
}
