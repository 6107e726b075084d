/** Plug-ins that misbehave in every way, and what each does to its own tenant, to the others, and to the platform. */
package org.allidb.storage.plugins;
