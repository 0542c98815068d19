/** The sweep in one JVM, and Beam's runners. */
@NullMarked
package org.flowbeam.pipeline.runners;

import org.jspecify.annotations.NullMarked;
