/** Filter expressions, compiled by libpcap. */
@NullMarked
package org.flowbeam.pipeline.filter;

import org.jspecify.annotations.NullMarked;
