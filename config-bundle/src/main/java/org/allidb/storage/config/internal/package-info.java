/** The reader of configuration files: from YAML to typed records, strictly. The default file is made from the same records. */
@NullMarked
package org.allidb.storage.config.internal;

import org.jspecify.annotations.NullMarked;
