/**
 * The commands {@code allidb check}, {@code dump} and {@code repair}: in a plain JVM, without a container. Each is a class
 * of its own that {@link org.allidb.storage.tools.ToolsCommand} lists.
 */
@NullMarked
package org.allidb.storage.tools;

import org.jspecify.annotations.NullMarked;
