/**
 * What callers use. Start at {@link org.allidb.storage.api.StoragePlatform}:
 *
 * {@snippet :
 * try (StoragePlatform storage = StoragePlatform.open(Path.of("data"))) {
 *     TenantStore store = storage.openOrCreate(TenantId.of("library"));
 *     store.put("moby-dick", "Call me Ishmael.".getBytes(UTF_8));
 *     Optional<byte[]> line = store.get("moby-dick");
 * }
 * }
 */
@Version("0.2.0")
@NullMarked
package org.allidb.storage.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
