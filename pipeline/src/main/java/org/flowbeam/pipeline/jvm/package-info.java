/** What a run asks of the JVM that it runs in. */
@NullMarked
package org.flowbeam.pipeline.jvm;

import org.jspecify.annotations.NullMarked;
