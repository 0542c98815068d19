/** Sweeps from and to object stores, each emulated in this JVM. */
@NullMarked
package org.flowbeam.pipeline;

import org.jspecify.annotations.NullMarked;
