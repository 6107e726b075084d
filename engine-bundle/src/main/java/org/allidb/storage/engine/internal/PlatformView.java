package org.allidb.storage.engine.internal;

import org.allidb.storage.api.StoragePlatform;

/** A platform that is a view of another one. */
public interface PlatformView extends StoragePlatform {

    /** Returns the other one. */
    StoragePlatform platform();
}
