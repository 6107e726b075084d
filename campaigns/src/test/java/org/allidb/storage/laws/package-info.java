/** The laws of the house: who may import whom, the one door to the disk, the clock and the threads, and how large things are. */
package org.allidb.storage.laws;
