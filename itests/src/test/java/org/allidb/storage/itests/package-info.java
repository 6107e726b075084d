/** The bundles of the distribution, as they are shipped, in a Felix container. */
package org.allidb.storage.itests;
