/** Turns a plain jar into a bundle. */
@NullMarked
package org.allidb.storage.deployer.internal;

import org.jspecify.annotations.NullMarked;
