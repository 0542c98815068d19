/** The Beam steps that read captures, carry sorted groups, and write tables. */
@NullMarked
package org.flowbeam.io;

import org.jspecify.annotations.NullMarked;
