/** The laws of the house: who may import whom, and the one door to the disk, the clock and the threads. */
package org.allidb.storage.laws;
