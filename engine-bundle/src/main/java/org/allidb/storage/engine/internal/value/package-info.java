/**
 * What the engine hands to callers: for each interface of the API a record of the same name that ends in {@code Value}. Callers see the
 * interfaces alone, so that a figure more is no change for them.
 */
@NullMarked
package org.allidb.storage.engine.internal.value;

import org.jspecify.annotations.NullMarked;
