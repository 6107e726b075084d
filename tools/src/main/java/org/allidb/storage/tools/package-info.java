/**
 * The commands {@code allidb check}, {@code dump}, {@code repair}, {@code backup} and {@code restore}, which run in a plain JVM
 * without a container. Each is a class that {@link org.allidb.storage.tools.ToolsCommand} lists.
 */
@NullMarked
package org.allidb.storage.tools;

import org.jspecify.annotations.NullMarked;
