package org.allidb.storage.shell.internal.demo;

/** Replaces bundles of the running container by a fresh copy of themselves, as an update to a new version does. */
public interface BundleUpdates {

    /**
     * Stops a bundle, loads its code anew and starts it.
     *
     * @param symbolicName which
     * @return its version now
     * @throws Exception if there is none or it cannot be updated
     */
    String update(String symbolicName) throws Exception;
}
