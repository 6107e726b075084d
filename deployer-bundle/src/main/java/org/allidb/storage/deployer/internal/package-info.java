/** The conversion of a plain jar to a bundle. */
@NullMarked
package org.allidb.storage.deployer.internal;

import org.jspecify.annotations.NullMarked;
