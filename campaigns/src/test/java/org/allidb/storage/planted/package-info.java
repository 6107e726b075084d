/**
 * Planted bugs: small breakages of the product, each of which some test of the suite must notice. They are texts in
 * {@code campaigns/src/test/planted} and are planted in copies of the sources; the product knows nothing of them.
 */
package org.allidb.storage.planted;
