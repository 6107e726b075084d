package org.allidb.storage.demo.internal;

/** The bundles of the running container, each of which can be replaced by a fresh copy, as an update does. */
public interface BundleUpdates {

    /**
     * Stops a bundle, loads its code again and starts it.
     *
     * @param symbolicName the bundle's name
     * @return the version of the bundle that was started
     * @throws Exception if there is none or it cannot be updated
     */
    String update(String symbolicName) throws Exception;
}
