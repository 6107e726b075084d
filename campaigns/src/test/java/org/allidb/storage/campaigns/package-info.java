/** The platform as a whole, in the worst of worlds. */
package org.allidb.storage.campaigns;
