/** What a run asks of the JVM that it runs in, and what is made ready for its start. */
@NullMarked
package org.flowbeam.pipeline.jvm;

import org.jspecify.annotations.NullMarked;
