/** YAML to typed records, strictly; and the documented default file, made from the same records. */
@NullMarked
package org.allidb.storage.config.internal;

import org.jspecify.annotations.NullMarked;
