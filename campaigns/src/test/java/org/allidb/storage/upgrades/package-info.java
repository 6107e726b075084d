/** What earlier versions wrote is read by this one, and what later versions wrote is refused. */
package org.allidb.storage.upgrades;
