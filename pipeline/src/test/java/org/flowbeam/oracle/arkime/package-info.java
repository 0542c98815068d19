/** Flowbeam's rows against the sessions of Arkime. */
@NullMarked
package org.flowbeam.oracle.arkime;

import org.jspecify.annotations.NullMarked;
