/** What is measured all the time, and what the JDK's Flight Recorder is told. */
@NullMarked
package org.allidb.storage.engine.internal.observe;

import org.jspecify.annotations.NullMarked;
