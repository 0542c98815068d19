/** Flowbeam's rows against the logs of Zeek. */
@NullMarked
package org.flowbeam.oracle.zeek;

import org.jspecify.annotations.NullMarked;
