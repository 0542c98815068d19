/**
 * What the steps of a sweep put out, and the shape of those that read sorted records. The steps
 * themselves lie in the packages below; whoever runs them carries frames from one to the next.
 */
@NullMarked
package org.flowbeam.stage;

import org.jspecify.annotations.NullMarked;
