/** What is measured all the time, and what is recorded for the JDK's Flight Recorder. */
@NullMarked
package org.allidb.storage.engine.internal.observe;

import org.jspecify.annotations.NullMarked;
