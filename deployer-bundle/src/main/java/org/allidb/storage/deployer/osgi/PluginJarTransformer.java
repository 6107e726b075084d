package org.allidb.storage.deployer.osgi;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.util.jar.JarFile;
import org.allidb.storage.deployer.internal.PluginJar;
import org.apache.felix.fileinstall.ArtifactUrlTransformer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.url.URLStreamHandlerService;

/** A transformer that lets File Install install plain plug-in jars as bundles. */
@Component(service = ArtifactUrlTransformer.class)
public final class PluginJarTransformer implements ArtifactUrlTransformer {

    /** Called by the container. */
    @Activate
    public PluginJarTransformer(
            @Reference(target = "(url.handler.protocol=" + PluginUrlHandler.PROTOCOL + ")")
                    URLStreamHandlerService handler) {
        // only the reference matters: without the handler the address could not be opened
    }

    @Override
    public boolean canHandle(File artifact) {
        if (!artifact.getName().endsWith(".jar")) {
            return false;
        }
        try (JarFile jar = new JarFile(artifact)) {
            return PluginJar.isPlugin(jar);
        } catch (IOException e) {
            // half copied, or no jar
            return false;
        }
    }

    @Override
    public URL transform(URL artifact) throws IOException {
        return URI.create(PluginUrlHandler.PROTOCOL + ":" + artifact).toURL();
    }
}
