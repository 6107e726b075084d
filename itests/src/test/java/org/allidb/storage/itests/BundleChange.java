package org.allidb.storage.itests;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/** What an operator does to a bundle that runs. Afterwards it runs again. */
enum BundleChange {
    /** Goes back to an older version. */
    DOWNGRADE {
        @Override
        void make(BundleContext context, Bundle bundle) throws BundleException, IOException {
            try (InputStream older = withVersion(bundle, OLDER)) {
                bundle.update(older);
            }
            if (!bundle.getVersion().toString().equals(OLDER)) {
                throw new AssertionError(bundle + " has version " + bundle.getVersion());
            }
        }
    },
    /** Goes to the newest version. */
    UPDATE {
        @Override
        void make(BundleContext context, Bundle bundle) throws BundleException {
            bundle.update();
        }
    },
    /** Stops and starts it. */
    RESTART {
        @Override
        void make(BundleContext context, Bundle bundle) throws BundleException {
            bundle.stop();
            bundle.start();
        }
    },
    /** Removes it and installs it again. */
    REINSTALL {
        @Override
        void make(BundleContext context, Bundle bundle) throws BundleException {
            bundle.uninstall();
            context.installBundle(bundle.getLocation()).start();
        }
    };

    private static final String OLDER = "0.0.9";

    /** Makes the change. */
    abstract void make(BundleContext context, Bundle bundle) throws BundleException, IOException;

    private static InputStream withVersion(Bundle bundle, String version) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarInputStream from =
                new JarInputStream(URI.create(bundle.getLocation()).toURL().openStream())) {
            Manifest manifest = from.getManifest();
            manifest.getMainAttributes().put(new Attributes.Name("Bundle-Version"), version);
            try (JarOutputStream to = new JarOutputStream(bytes, manifest)) {
                for (JarEntry entry = from.getNextJarEntry(); entry != null; entry = from.getNextJarEntry()) {
                    to.putNextEntry(new JarEntry(entry.getName()));
                    from.transferTo(to);
                }
            }
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}
