/** Sweeps from and to stores: one of the tests' own, which fails as they want it, and S3. */
@NullMarked
package org.flowbeam.pipeline.store;

import org.jspecify.annotations.NullMarked;
