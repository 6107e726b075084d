/** Starts the container: the Felix framework, the bundles of the distribution, the shell. */
package org.allidb.storage.distribution;
