/** Random operations. */
@NullMarked
package org.allidb.storage.metamorphic;

import org.jspecify.annotations.NullMarked;
