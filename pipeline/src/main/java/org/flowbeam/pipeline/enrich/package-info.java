/** What files of the user's say of addresses, beside what the captures say. */
@NullMarked
package org.flowbeam.pipeline.enrich;

import org.jspecify.annotations.NullMarked;
